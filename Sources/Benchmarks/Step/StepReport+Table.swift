import Training

extension StepReport {
  /// Returns tables of reports, step times and phases, with an explanation of the columns.
  package static func table(_ reports: [StepReport], machine: String) -> String {
    guard let first = reports.first, let base = first.entries.first else { return "" }
    var table = TextTable([
      ("ranks", .right), ("leaves", .right), ("ms/step", .right), ("95 % interval", .left),
      ("minimum", .right), ("p99", .right), ("maximum", .right), ("repeats", .right),
      ("images/s", .right), ("speed-up", .right), ("GFLOP/s", .right), ("of peak", .right),
      ("hosts", .right), ("exchange", .left),
    ])
    var hasNoise = false
    for (number, report) in reports.enumerated() {
      for (index, entry) in report.entries.enumerated() {
        let statistics = entry.statistics
        let gigaflops = report.gigaflops(statistics.median)
        let isBase = number == 0 && index == 0
        let isNoise = !isBase && statistics.differsOnlyByNoise(from: base.statistics)
        hasNoise = hasNoise || isNoise
        let speedUp = statistics.speedUp(over: base.statistics).digits(2)
        table.add([
          "\(report.setting.worldSize)", "\(entry.leafCount)", statistics.median.digits(3),
          statistics.interval(digits: 3), statistics.minimum.digits(3),
          statistics.percentile(99).digits(3), statistics.maximum.digits(3),
          "\(statistics.count)",
          (Double(report.setting.batchSize) * 1e3 / statistics.median).digits(0),
          isNoise ? "~\(speedUp)" : speedUp, gigaflops.digits(1),
          report.peak.map { "\((100 * gigaflops / $0).digits(1)) %" } ?? "-",
          "\(report.setting.hostCount)", report.setting.exchange,
        ])
      }
    }
    let setting = first.setting
    return
      (table.lines + [""] + phaseLines(reports) + [
        "",
        "\(setting.model), batch \(setting.batchSize), \(setting.data); medians of turns, the "
          + "slowest rank's; phases in ms, rank 0's; \(machine).",
        "Behind a phase: the share of the peak of what all ranks compute in it, or the GB/s of what "
          + "they read and write; exchanged: what they take from others, in meet, update and "
          + "publish.",
        "Waiting: in meet and publish, in ms. Zeros that kernels skip count as computed.",
      ] + peakLines(reports)
      + (hasNoise
        ? ["~ is noise: an interval is wider than the difference, or there is none."] : []))
      .joined(separator: "\n")
  }

  /// The phases with what they achieve, and every rank's waiting.
  private static func phaseLines(_ reports: [StepReport]) -> [String] {
    var columns: [(title: String, alignment: TextTable.Alignment)] = [
      ("ranks", .right), ("leaves", .right),
    ]
    for phase in StepPhase.allCases {
      columns.append((phase.name, .right))
      if let title = phase.rateTitle { columns.append((title, .right)) }
    }
    columns += [("exchanged GB/s", .right), ("waiting by rank", .left)]
    var table = TextTable(columns)
    for report in reports {
      for entry in report.entries {
        var cells = ["\(report.setting.worldSize)", "\(entry.leafCount)"]
        for phase in StepPhase.allCases {
          cells.append(entry.milliseconds(of: phase).digits(3))
          if phase.rateTitle != nil { cells.append(report.rate(of: phase, in: entry)?.text ?? "-") }
        }
        cells += [report.exchangeRate(of: entry)?.text ?? "-", entry.waitingText]
        table.add(cells)
      }
    }
    return table.lines
  }

  private static func peakLines(_ reports: [StepReport]) -> [String] {
    let peaks = reports.map { report in
      let ranks = "\(report.setting.worldSize) \(report.setting.worldSize == 1 ? "rank" : "ranks")"
      guard let peak = report.peak else {
        return "\(ranks): OpenBLAS or oneDNN was faster than the measured peak, so there is no "
          + "percentage"
      }
      return "\(ranks) \(peak.digits(1))"
    }
    let libraries = reports.reduce([]) { LibraryRate.best($0, $1.libraries) }
    return [
      "Measured peak of fused multiply-adds, GFLOP/s: \(peaks.joined(separator: "; ")); "
        + "\(LibraryRate.text(libraries))."
    ]
  }
}

extension StepPhase {
  /// The title of the column behind the phase's time; nil for a phase of waiting.
  fileprivate var rateTitle: String? {
    switch self {
    case .gather, .update: "GB/s"
    case .forward, .backward: "of peak"
    case .meet, .publish: nil
    }
  }
}

extension StepEntry {
  /// Each rank's waiting in milliseconds, behind its number; a dash for a single rank.
  package var waitingText: String {
    waitingOfRank.count < 2
      ? "-"
      : waitingOfRank.enumerated().map { "\($0): \($1.digits(2))" }.joined(separator: "  ")
  }
}
