package import FileFormats
import Training

/// One leaf count's measurements of `bench step`.
package struct StepEntry {
  /// The leaves of the reduction tree.
  package let leafCount: Int
  /// Milliseconds a step of each turn, the slowest rank's.
  package let milliseconds: [Double]
  /// The same by phase, rank 0's.
  package let phaseMilliseconds: [StepPhase: [Double]]
  /// For each rank the milliseconds a step that it waited for others, each start's median.
  package let waitingMilliseconds: [[Double]]
  /// The bytes that each rank takes from others in a step.
  package let bytesOfRank: [Int]

  /// The times of a step.
  package var statistics: Statistics { Statistics(milliseconds) }

  /// A phase's median.
  package func milliseconds(of phase: StepPhase) -> Double {
    guard let times = phaseMilliseconds[phase], !times.isEmpty else { return 0 }
    return Statistics(times).median
  }

  /// Each rank's waiting, the median of the starts.
  package var waitingOfRank: [Double] {
    waitingMilliseconds.map { $0.isEmpty ? 0 : Statistics($0).median }
  }

  /// These measurements and a later start's of the same setting.
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

  /// Measurements that `json` has written; nil where something is missing.
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
  /// An array of numbers.
  package static func numbers(_ values: [Double]) -> JSON { .array(values.map(JSON.number)) }

  /// The numbers of an array; nil for anything else.
  package var numbers: [Double]? { arrayValue?.compactMap(\.numberValue) }

  /// The statistics of measurements, as every report has them.
  package static func statistics(_ statistics: Statistics) -> JSON {
    let interval = statistics.medianInterval
    return [
      "median": .number(statistics.median), "minimum": .number(statistics.minimum),
      "count": .integer(statistics.count),
      "interval": interval.map { .numbers([$0.lowerBound, $0.upperBound]) } ?? .null,
    ]
  }
}
