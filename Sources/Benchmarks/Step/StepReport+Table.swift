import Training

extension StepReport {
  /// Returns a table of reports: step times, throughput relative to the first row, arithmetic and
  /// phases, with an explanation of the columns.
  package static func table(_ reports: [StepReport], machine: String) -> String {
    guard let first = reports.first, let base = first.entries.first else { return "" }
    var table = TextTable(
      [
        ("ranks", .right), ("leaves", .right), ("ms/step", .right), ("95 % interval", .left),
        ("minimum", .right), ("repeats", .right), ("images/s", .right), ("speed-up", .right),
        ("GFLOP/s", .right), ("of peak", .right),
      ] + StepPhase.allCases.map { ($0.name, .right) })
    var hasNoise = false
    for (number, report) in reports.enumerated() {
      for (index, entry) in report.entries.enumerated() {
        let statistics = entry.statistics
        let gigaflops = report.gigaflops(statistics.median)
        let isBase = number == 0 && index == 0
        let isNoise = !isBase && statistics.differsOnlyByNoise(from: base.statistics)
        hasNoise = hasNoise || isNoise
        let speedUp = statistics.speedUp(over: base.statistics).digits(2)
        table.add(
          [
            "\(report.setting.worldSize)", "\(entry.leafCount)", statistics.median.digits(3),
            statistics.interval(digits: 3), statistics.minimum.digits(3), "\(statistics.count)",
            (Double(report.setting.batchSize) * 1e3 / statistics.median).digits(0),
            isNoise ? "~\(speedUp)" : speedUp, gigaflops.digits(1),
            report.peak.map { "\((100 * gigaflops / $0).digits(1)) %" } ?? "-",
          ] + StepPhase.allCases.map { entry.milliseconds(of: $0).digits(3) })
      }
    }
    let setting = first.setting
    return
      (table.lines + [
        "\(setting.model), batch \(setting.batchSize), \(setting.data); medians of turns, the "
          + "slowest rank's; phases in ms, rank 0's; \(machine).",
        "Zeros that kernels skip count as computed.",
      ] + peakLines(reports)
      + (hasNoise ? ["~ is noise: an interval is wider than the difference."] : []))
      .joined(separator: "\n")
  }

  private static func peakLines(_ reports: [StepReport]) -> [String] {
    let peaks = reports.map { report in
      let ranks = "\(report.setting.worldSize) \(report.setting.worldSize == 1 ? "rank" : "ranks")"
      guard let peak = report.peak else {
        return "\(ranks): OpenBLAS was faster than the measured peak, so there is no percentage"
      }
      return "\(ranks) \(peak.digits(1))"
    }
    let openBLAS = reports.flatMap(\.openBLAS).max().map {
      " OpenBLAS on one core: \($0.digits(1))."
    }
    return [
      "Measured peak of fused multiply-adds, GFLOP/s: \(peaks.joined(separator: "; "))."
        + (openBLAS ?? " OpenBLAS, to judge it, is not installed.")
    ]
  }
}
