package import FileFormats
import Training

/// One leaf count's measurements of `bench step`.
package struct StepEntry {
  /// The leaf count of the reduction tree.
  package let leafCount: Int
  /// The slowest rank's milliseconds per step of each turn.
  package let milliseconds: [Double]
  /// Rank 0's milliseconds per step, by phase.
  package let phaseMilliseconds: [StepPhase: [Double]]
  /// For each rank, the milliseconds per step of waiting for others, the median of each run.
  package let waitingMilliseconds: [[Double]]
  /// The number of bytes that each rank receives from others in a step.
  package let bytesOfRank: [Int]

  /// The times of a step.
  package var statistics: Statistics { Statistics(milliseconds) }

  /// Returns the median of a phase.
  package func milliseconds(of phase: StepPhase) -> Double {
    guard let times = phaseMilliseconds[phase], !times.isEmpty else { return 0 }
    return Statistics(times).median
  }

  /// Each rank's waiting time, the median of the runs.
  package var waitingOfRank: [Double] {
    waitingMilliseconds.map { $0.isEmpty ? 0 : Statistics($0).median }
  }

  /// Returns these measurements merged with those of a later run with the same settings.
  package func merged(with other: StepEntry) -> StepEntry {
    StepEntry(
      leafCount: leafCount, milliseconds: milliseconds + other.milliseconds,
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
      let bytes = json["bytesOfRank"]?.arrayValue
    else { return nil }
    self.leafCount = leafCount
    milliseconds = times
    var phaseMilliseconds: [StepPhase: [Double]] = [:]
    for phase in StepPhase.allCases { phaseMilliseconds[phase] = phases[phase.name]?.numbers }
    self.phaseMilliseconds = phaseMilliseconds
    waitingMilliseconds = waiting.map { $0.numbers ?? [] }
    bytesOfRank = bytes.compactMap(\.integerValue)
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
      "count": .integer(statistics.count),
      "interval": interval.map { .numbers([$0.lowerBound, $0.upperBound]) } ?? .null,
    ]
  }
}
