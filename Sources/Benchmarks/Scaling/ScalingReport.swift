package import FileFormats
import Training

/// The results of `bench scaling`.
package struct ScalingReport {
  /// The runs.
  package let plan: ScalingPlan
  /// The processor, its caches and frequency, and the kernels.
  package let machine: String
  /// The points, series by series, the smaller worlds first.
  package let points: [ScalingPoint]

  /// Creates a report of the completed runs.
  package init(
    _ plan: ScalingPlan, _ reports: [ScalingPlan.Run: StepReport], machine: String
  ) {
    self.plan = plan
    self.machine = machine
    points = plan.series.flatMap { series in
      plan.worldSizes.compactMap { worldSize in
        guard let solo = reports[plan.run(of: series, worldSize: 1)],
          let report = reports[plan.run(of: series, worldSize: worldSize)]
        else { return nil }
        return ScalingPoint(series, report, solo: solo)
      }
    }
  }

  /// Returns the points of a series.
  package func points(of series: ScalingPlan.Series) -> [ScalingPoint] {
    points.filter { $0.series == series }
  }

  /// The report as JSON.
  package var json: JSON {
    [
      "machine": .string(machine), "leaves": .integer(plan.leafCount),
      "points": .array(points.map(\.json)),
    ]
  }

  /// A row for each point.
  package var rows: [FigureRow] { points.map(\.row) }

  /// The measurements whose spread is judged, each with its name.
  package var measurements: [(name: String, statistics: Statistics)] {
    points.map { point in
      (
        "\(point.series.model), \(point.series.name), \(point.worldSize) "
          + "\(point.worldSize == 1 ? "rank" : "ranks")",
        point.entry.statistics
      )
    }
  }

  /// A table for each series, with an explanation of the columns.
  package var table: String {
    var lines: [String] = []
    for series in plan.series {
      lines.append("\(series.model), \(series.mode.rawValue) scaling, \(series.name)")
      var table = TextTable(
        [
          ("ranks", .right), ("hosts", .right), ("exchange", .left), ("ms/step", .right),
          ("95 % interval", .left), ("minimum", .right), ("p99", .right), ("maximum", .right),
          ("repeats", .right), ("images/s", .right), ("speed-up", .right), ("", .left),
          ("efficiency", .right), ("MB moved", .right),
        ] + StepPhase.allCases.map { ($0.name, .right) } + [("waiting by rank", .left)])
      for point in points(of: series) {
        let statistics = point.entry.statistics
        table.add(
          [
            "\(point.worldSize)", "\(point.report.setting.hostCount)",
            point.report.setting.exchange, statistics.median.digits(3),
            statistics.interval(digits: 3),
            statistics.minimum.digits(3), statistics.percentile(99).digits(3),
            statistics.maximum.digits(3), "\(statistics.count)", point.imagesPerSecond.digits(0),
            (point.isNoise ? "~" : "") + point.speedUp.digits(2),
            point.speedUpInterval.map { "\($0.lowerBound.digits(2))-\($0.upperBound.digits(2))" }
              ?? "-",
            "\((100 * point.efficiency).digits(0)) %",
            (Double(point.movedByteCount) * 1e-6).digits(2),
          ] + StepPhase.allCases.map { point.entry.milliseconds(of: $0).digits(3) }
            + [point.entry.waitingText])
      }
      lines += table.lines + [""]
    }
    return (lines + notes).joined(separator: "\n")
  }

  private var notes: [String] {
    guard let first = points.first else { return [] }
    let setting = first.report.setting
    let peaks = plan.worldSizes.map { worldSize in
      let known = points.filter { $0.worldSize == worldSize }.map(\.report.peak)
      return known.contains { $0 == nil } ? nil : known.compactMap(\.self).max()
    }
    let cores = points.map(\.report.setting.coreCount).max() ?? 1
    return [
      "\(setting.data), \(plan.leafCount) leaves; \(cores) processors usable in all; \(machine).",
      "Medians of turns in ms, the slowest rank's, from a common start. Speed-up and efficiency are "
        + "in samples a second, against the fastest solo program of the same run (with "
        + "\(plan.leafCount) leaves or 1); behind the speed-up what the intervals allow.",
      "Phases: rank 0's. Waiting: in `meet` and `publish`. MB moved: what all ranks take from "
        + "others in a step.",
      "Measured peak, GFLOP/s: "
        + zip(plan.worldSizes, peaks).map {
          "\($0) \($0 == 1 ? "rank" : "ranks") "
            + ($1.map { $0.digits(1) } ?? "refuted by OpenBLAS or oneDNN")
        }.joined(separator: "; ")
        + "; \(LibraryRate.text(points.reduce([]) { LibraryRate.best($0, $1.report.libraries) })).",
    ] + (noiseNote.map { [$0] } ?? [])
  }

  /// What the mark of noise means; nil where no point has it.
  var noiseNote: String? {
    points.contains(where: \.isNoise)
      ? "~ is noise: an interval is wider than the difference, or there is none." : nil
  }

  /// What the points of the chart are.
  var intervalText: String {
    let count = points.count { $0.speedUpInterval != nil }
    if count == 0 { return "Medians of too few repeats for intervals" }
    return count == points.count
      ? "Medians with 95 % intervals"
      : "Medians with 95 % intervals, where there are repeats enough"
  }
}
