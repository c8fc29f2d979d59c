import Training

extension StepReport {
  /// A row for each leaf count.
  package var rows: [FigureRow] { entries.map { row(of: $0) } }

  /// Returns the row of one leaf count's times.
  func row(of entry: StepEntry) -> FigureRow {
    var row = FigureRow()
    row.add("model", setting.model)
    row.add("data", setting.data)
    row.add("batch", setting.batchSize)
    row.add("ranks", setting.worldSize)
    row.add("hosts", setting.hostCount)
    row.add("cores", setting.coreCount)
    row.add("exchange", setting.exchange)
    row.add("leaves", entry.leafCount)
    row.add("milliseconds", entry.statistics)
    row.add("gigaflops", gigaflops(entry.statistics.median))
    row.add("peakGigaflops", peak)
    for phase in StepPhase.allCases {
      row.add("\(phase.name)Milliseconds", entry.milliseconds(of: phase))
      switch phase {
      case .forward, .backward:
        row.add("\(phase.name)Gigaflops", rate(of: phase, in: entry)?.value)
        row.add("\(phase.name)OfPeak", rate(of: phase, in: entry)?.share)
      case .gather, .update:
        row.add("\(phase.name)Gigabytes", rate(of: phase, in: entry)?.value)
      case .meet, .publish: break
      }
    }
    row.add("exchangedGigabytes", exchangeRate(of: entry)?.value)
    row.add(
      "waitingMilliseconds", entry.waitingOfRank.map { "\($0)" }.joined(separator: " "))
    row.add(runs)
    return row
  }
}

extension PhaseRate {
  /// GFLOP/s or GB/s.
  fileprivate var value: Double {
    switch self {
    case .arithmetic(let gigaflops, _): gigaflops
    case .bytes(let gigabytes): gigabytes
    }
  }

  /// The share of the peak; nil for bytes, and where the peak was refuted.
  fileprivate var share: Double? {
    if case .arithmetic(_, let share) = self { share } else { nil }
  }
}
