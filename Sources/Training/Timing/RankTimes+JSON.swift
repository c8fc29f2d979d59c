package import FileFormats

extension RankTimes {
  /// The times as an entry of the log.
  package var json: JSON {
    [
      "computeSeconds": .number(compute), "waitingSeconds": .number(waiting),
      "exchangeSeconds": .number(exchange), "betweenSeconds": .number(between),
      "validationSeconds": .number(validation), "checkpointSeconds": .number(checkpoint),
    ]
  }
}

extension SlowestStep {
  /// The step as an entry of the log.
  var json: JSON {
    [
      "step": .integer(number), "milliseconds": .number(seconds * 1e3), "rank": .integer(rank),
      "rankMilliseconds": .number(ownSeconds * 1e3),
    ]
  }
}
