extension KernelReport {
  /// Returns a roofline table.
  package func table(machine: String) -> String {
    var table = TextTable([
      ("kernel", .left), ("shape", .left), ("us", .right), ("95 % interval", .left),
      ("minimum", .right), ("p99", .right), ("maximum", .right), ("repeats", .right),
      ("speed", .right), ("", .left),
      ("FLOP/byte", .right), ("limit", .left), ("bound us", .right), ("of bound", .right),
    ])
    for entry in entries {
      let statistics = entry.statistics
      let bound = entry.bound(roofline)
      let isArithmetic = entry.operationCount > 0
      let work = Double(isArithmetic ? entry.operationCount : entry.byteCount)
      table.add([
        entry.name, entry.shape, statistics.median.digits(1), statistics.interval(digits: 1),
        statistics.minimum.digits(1), statistics.percentile(99).digits(1),
        statistics.maximum.digits(1), "\(statistics.count)",
        (work / statistics.median * 1e-3).digits(1), isArithmetic ? "GFLOP/s" : "GB/s",
        isArithmetic ? (work / Double(max(entry.byteCount, 1))).digits(1) : "-", bound.limit,
        bound.microseconds.digits(1),
        isTrusted ? "\((100 * bound.microseconds / statistics.median).digits(0)) %" : "-",
      ])
    }
    return (table.lines + notes(machine)).joined(separator: "\n")
  }

  private func notes(_ machine: String) -> [String] {
    let levels = roofline.levels.map {
      "\($0.name) \($0.reading.digits(0)) read, \($0.updating.digits(0)) updated"
    }
    let judge =
      LibraryRate.text(libraries) + (isTrusted ? "" : ", more than that: there are no percentages")
    return [
      "",
      "Measured on one core in this run: peak of fused multiply-adds \(roofline.peak.digits(1)) "
        + "GFLOP/s (\(judge)); GB/s: \(levels.joined(separator: "; ")).",
      "Dense random inputs; medians of turns. The bound is the longer of the arithmetic at the peak "
        + "and the bytes, each once, at the rate of the level that holds them; \(machine).",
    ]
  }
}
