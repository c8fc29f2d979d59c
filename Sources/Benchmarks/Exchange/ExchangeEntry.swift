package import FileFormats

/// The times of one kind of exchange with one number of floats.
package struct ExchangeEntry {
  /// `shared`, `ordered`, `mpi`, `MPI_Allreduce`, `copy` or `barrier`.
  package let way: String
  /// The name of Open MPI's settings.
  package let setting: String
  /// The number of floats exchanged, the length of a parameter space.
  package let floatCount: Int
  /// The slowest rank's time of each repeat.
  package let microseconds: [Double]

  /// The times.
  package var statistics: Statistics { Statistics(microseconds) }

  /// The entry as JSON.
  package var json: JSON {
    [
      "way": .string(way), "setting": .string(setting), "floats": .integer(floatCount),
      "microseconds": .numbers(microseconds),
    ]
  }
}

extension ExchangeEntry {
  /// Creates an entry from JSON; nil when a value is missing.
  package init?(_ json: JSON) {
    guard let way = json["way"]?.stringValue, let setting = json["setting"]?.stringValue,
      let floatCount = json["floats"]?.integerValue,
      let microseconds = json["microseconds"]?.numbers, !microseconds.isEmpty
    else { return nil }
    self.init(way: way, setting: setting, floatCount: floatCount, microseconds: microseconds)
  }
}
