package import FileFormats
import Training

/// One leaf count's measurements of `bench step`.
package struct StepEntry {
  /// The leaf count of the reduction tree.
  package let leafCount: Int
  /// The slowest rank's milliseconds per step of each turn.
  package let milliseconds: [Double]
  /// The round of each turn, from 1.
  package let rounds: [Int]
  /// Rank 0's milliseconds per step, by phase.
  package let phaseMilliseconds: [StepPhase: [Double]]
  /// For each rank, the milliseconds per step of waiting for others, of each turn.
  package let waitingMilliseconds: [[Double]]
  /// The number of bytes that each rank receives from others in a step.
  package let bytesOfRank: [Int]

  /// Creates measurements; without rounds, of the first one.
  package init(
    leafCount: Int, milliseconds: [Double], rounds: [Int]? = nil,
    phaseMilliseconds: [StepPhase: [Double]], waitingMilliseconds: [[Double]], bytesOfRank: [Int]
  ) {
    self.leafCount = leafCount
    self.milliseconds = milliseconds
    self.rounds = rounds ?? milliseconds.map { _ in 1 }
    self.phaseMilliseconds = phaseMilliseconds
    self.waitingMilliseconds = waitingMilliseconds
    self.bytesOfRank = bytesOfRank
  }

  /// The times of a step.
  package var statistics: Statistics { Statistics(milliseconds) }

  /// Returns the median of a phase.
  package func milliseconds(of phase: StepPhase) -> Double {
    guard let times = phaseMilliseconds[phase], !times.isEmpty else { return 0 }
    return Statistics(times).median
  }

  /// Each rank's waiting time, the median of its turns.
  package var waitingOfRank: [Double] {
    waitingMilliseconds.map { $0.isEmpty ? 0 : Statistics($0).median }
  }

  /// Returns these measurements merged with those of a later run with the same settings.
  package func merged(with other: StepEntry) -> StepEntry {
    StepEntry(
      leafCount: leafCount, milliseconds: milliseconds + other.milliseconds,
      rounds: rounds + other.rounds,
      phaseMilliseconds: phaseMilliseconds.merging(other.phaseMilliseconds, uniquingKeysWith: +),
      waitingMilliseconds: zip(waitingMilliseconds, other.waitingMilliseconds).map(+),
      bytesOfRank: bytesOfRank)
  }
}

// MARK: - JSON

extension StepEntry {
  /// The measurements as JSON.
  package var json: JSON {
    [
      "leaves": .integer(leafCount), "milliseconds": .numbers(milliseconds),
      "rounds": .array(rounds.map(JSON.integer)), "statistics": .statistics(statistics),
      "phaseMilliseconds": .object(
        Dictionary(
          uniqueKeysWithValues: phaseMilliseconds.map { ($0.name, JSON.numbers($1)) })),
      "waitingMilliseconds": .array(waitingMilliseconds.map(JSON.numbers)),
      "bytesOfRank": .array(bytesOfRank.map(JSON.integer)),
    ]
  }

  /// Creates measurements from JSON; nil when a value is missing.
  package init?(_ json: JSON) {
    guard let leafCount = json["leaves"]?.integerValue,
      let times = json["milliseconds"]?.numbers, !times.isEmpty,
      let phases = json["phaseMilliseconds"]?.objectValue,
      let waiting = json["waitingMilliseconds"]?.arrayValue,
      let rounds = json["rounds"]?.integers, rounds.count == times.count,
      let bytes = json["bytesOfRank"]?.integers
    else { return nil }
    var phaseMilliseconds: [StepPhase: [Double]] = [:]
    for phase in StepPhase.allCases { phaseMilliseconds[phase] = phases[phase.name]?.numbers }
    self.init(
      leafCount: leafCount, milliseconds: times, rounds: rounds,
      phaseMilliseconds: phaseMilliseconds,
      waitingMilliseconds: waiting.map { $0.numbers ?? [] }, bytesOfRank: bytes)
  }
}

extension JSON {
  /// Returns an array of numbers.
  package static func numbers(_ values: [Double]) -> JSON { .array(values.map(JSON.number)) }

  /// The numbers of an array; nil for anything else.
  package var numbers: [Double]? { arrayValue?.compactMap(\.numberValue) }

  /// Returns the statistics of measurements, as in every report.
  package static func statistics(_ statistics: Statistics) -> JSON {
    let interval = statistics.medianInterval
    return [
      "median": .number(statistics.median), "minimum": .number(statistics.minimum),
      "p99": .number(statistics.percentile(99)), "maximum": .number(statistics.maximum),
      "count": .integer(statistics.count),
      "interval": interval.map { .numbers([$0.lowerBound, $0.upperBound]) } ?? .null,
    ]
  }
}
