extension ExchangeReport {
  /// Returns a table for every size: each exchange, `MPI_Allreduce` with its defaults and with its
  /// best settings, and their slowdowns.
  package static func table(_ reports: [ExchangeReport], machine: String) -> String {
    var lines: [String] = []
    var hasNoise = false
    let hostCounts = Set(reports.map(\.hostCount))
    for report in reports {
      if !lines.isEmpty { lines.append("") }
      lines.append(report.heading)
      var table = TextTable([
        ("floats", .right), ("exchange", .left), ("us", .right), ("95 % interval", .left),
        ("minimum", .right), ("p99", .right), ("maximum", .right), ("repeats", .right),
        ("MPI's defaults", .right),
        ("MPI's best", .right),
      ])
      for floatCount in report.floatCounts {
        let (byDefault, best) =
          (report.defaultAllReduce(floatCount), report.bestAllReduce(floatCount))
        for (entry, name) in report.rows(floatCount) {
          let statistics = entry.statistics
          let ratios = [byDefault, best].map { other -> String in
            guard let other, entry.way != other.way else { return "" }
            let isNoise = statistics.differsOnlyByNoise(from: other.statistics)
            hasNoise = hasNoise || isNoise
            return (isNoise ? "~" : "") + statistics.speedUp(over: other.statistics).digits(2)
          }
          table.add([
            "\(floatCount)", name, statistics.median.digits(1), statistics.interval(digits: 1),
            statistics.minimum.digits(1), statistics.percentile(99).digits(1),
            statistics.maximum.digits(1), "\(statistics.count)", ratios[0], ratios[1],
          ])
        }
      }
      lines += table.lines
    }
    lines += [
      "",
      "Medians in microseconds, the slowest rank's, from a common start until every rank has read "
        + "the result; \(machine).",
      "The last two columns: how many times longer MPI_Allreduce takes, at Open MPI's defaults and "
        + "at the best of \(MPISetting.all(isOneHost: hostCounts == [1]).count) settings for that "
        + "size.",
      "The copy is a bound: every rank copies as many floats out of another's memory as `shared` "
        + "makes it read, without a barrier or a sum.",
    ]
    if hasNoise {
      lines.append("~ is noise: an interval is wider than the difference, or there is none.")
    }
    return lines.joined(separator: "\n")
  }

  private var heading: String {
    let barrier = entries.first { $0.way == ExchangeWay.barrier.name }
    return "\(worldSize) ranks, \(hostCount == 1 ? "one host" : "\(hostCount) hosts")"
      + (barrier.map { "; a barrier takes \($0.statistics.median.digits(1)) us" } ?? "")
  }

  private func rows(_ floatCount: Int) -> [(entry: ExchangeEntry, name: String)] {
    let own = entries.filter {
      $0.floatCount == floatCount && $0.way != ExchangeWay.allReduce.name
    }
    let byDefault = defaultAllReduce(floatCount).map { ($0, "MPI_Allreduce, defaults") }
    let best = bestAllReduce(floatCount).map { ($0, "MPI_Allreduce, \($0.setting)") }
    // Where the defaults are best there is only one row.
    let all = byDefault?.0.setting == best?.0.setting ? [byDefault] : [byDefault, best]
    return own.map { ($0, $0.way) } + all.compactMap(\.self)
  }
}
