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
  /// The round of each repeat, from 1.
  package let rounds: [Int]

  /// Creates an entry; without rounds, of the first one.
  package init(
    way: String, setting: String, floatCount: Int, microseconds: [Double], rounds: [Int]? = nil
  ) {
    self.way = way
    self.setting = setting
    self.floatCount = floatCount
    self.microseconds = microseconds
    self.rounds = rounds ?? microseconds.map { _ in 1 }
  }

  /// The times.
  package var statistics: Statistics { Statistics(microseconds) }

  /// The entry as JSON.
  package var json: JSON {
    [
      "way": .string(way), "setting": .string(setting), "floats": .integer(floatCount),
      "microseconds": .numbers(microseconds), "rounds": .array(rounds.map(JSON.integer)),
      "statistics": .statistics(statistics),
    ]
  }
}

extension ExchangeEntry {
  /// Creates an entry from JSON; nil when a value is missing.
  package init?(_ json: JSON) {
    guard let way = json["way"]?.stringValue, let setting = json["setting"]?.stringValue,
      let floatCount = json["floats"]?.integerValue,
      let microseconds = json["microseconds"]?.numbers, !microseconds.isEmpty,
      let rounds = json["rounds"]?.integers, rounds.count == microseconds.count
    else { return nil }
    self.init(
      way: way, setting: setting, floatCount: floatCount, microseconds: microseconds,
      rounds: rounds)
  }
}
