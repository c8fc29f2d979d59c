package import FileFormats
import Training

/// A series on one number of ranks, against the best solo program.
package struct ScalingPoint {
  /// The series.
  package let series: ScalingPlan.Series
  /// The measurements.
  package let report: StepReport
  /// The fastest solo program with the series' batch of one rank, with any leaf count.
  package let solo: StepEntry

  /// Creates a point from the first leaf count of a report.
  package init?(_ series: ScalingPlan.Series, _ report: StepReport, solo: StepReport) {
    let best = solo.entries.min { $0.statistics.median < $1.statistics.median }
    guard let best, !report.entries.isEmpty else { return nil }
    self.series = series
    self.report = report
    self.solo = best
  }

  /// The times of a step.
  package var entry: StepEntry { report.entries[0] }
  /// The number of ranks.
  package var worldSize: Int { report.setting.worldSize }

  /// The ratio of this step's samples to the solo program's.
  private var growth: Double {
    Double(report.setting.batchSize) / Double(series.batchSize(worldSize: 1))
  }

  /// The times, divided by the ratio of samples, comparable to the solo program's.
  private var comparable: Statistics { Statistics(entry.milliseconds.map { $0 / growth }) }

  /// The throughput in samples per second.
  package var imagesPerSecond: Double {
    Double(report.setting.batchSize) * 1e3 / entry.statistics.median
  }

  /// The ratio of the throughput to that of the best solo program.
  package var speedUp: Double { comparable.speedUp(over: solo.statistics) }

  /// The range of speed-ups within the intervals; nil without intervals.
  package var speedUpInterval: ClosedRange<Double>? {
    comparable.speedUpInterval(over: solo.statistics)
  }

  /// The speed-up divided by the number of ranks.
  package var efficiency: Double { speedUp / Double(worldSize) }

  /// The greatest possible speed-up: the number of processors that the ranks may use.
  package var bound: Double { Double(min(worldSize, report.setting.coreCount)) }

  /// Whether the difference from the solo program is not significant.
  package var isNoise: Bool { comparable.differsOnlyByNoise(from: solo.statistics) }

  /// The number of bytes that all ranks receive from others in a step.
  package var movedByteCount: Int { entry.bytesOfRank.reduce(0, +) }

  /// The point as JSON.
  package var json: JSON {
    let gigaflops = report.gigaflops(entry.statistics.median)
    return [
      "mode": .string(series.mode.rawValue), "model": .string(series.model),
      "size": .integer(series.size), "worldSize": .integer(worldSize),
      "hostCount": .integer(report.setting.hostCount),
      "coreCount": .integer(report.setting.coreCount),
      "batchSize": .integer(report.setting.batchSize), "data": .string(report.setting.data),
      "exchange": .string(report.setting.exchange), "leaves": .integer(entry.leafCount),
      "milliseconds": .statistics(entry.statistics), "samples": .numbers(entry.milliseconds),
      "rounds": .array(entry.rounds.map(JSON.integer)),
      "imagesPerSecond": .number(imagesPerSecond), "speedUp": .number(speedUp),
      "speedUpInterval": speedUpInterval.map { .numbers([$0.lowerBound, $0.upperBound]) } ?? .null,
      "efficiency": .number(efficiency), "bound": .number(bound), "isNoise": .bool(isNoise),
      "soloMilliseconds": .statistics(solo.statistics), "soloLeaves": .integer(solo.leafCount),
      "phaseMilliseconds": .object(
        Dictionary(
          uniqueKeysWithValues: StepPhase.allCases.map {
            ($0.name, JSON.number(entry.milliseconds(of: $0)))
          })),
      "waitingOfRank": .numbers(entry.waitingOfRank),
      "bytesOfRank": .array(entry.bytesOfRank.map(JSON.integer)),
      "gigaflops": .number(gigaflops), "peakGigaflops": report.peak.map(JSON.number) ?? .null,
      "runs": .runs(report.runs),
    ]
  }

  /// The point as a row: its series and speed-up, and then the row of `bench step`.
  package var row: FigureRow {
    var row = FigureRow()
    row.add("scaling", series.mode.rawValue)
    row.add("series", series.name)
    row.add("speedUp", speedUp)
    row.add("speedUpLow", speedUpInterval?.lowerBound)
    row.add("speedUpHigh", speedUpInterval?.upperBound)
    row.add("efficiency", efficiency)
    row.add("bound", bound)
    row.add("soloMilliseconds", solo.statistics.median)
    row.add("movedBytes", movedByteCount)
    row.add(report.row(of: entry))
    return row
  }
}
