/// Why figures of a measurement may be worth little.
package enum MeasurementWarning: Equatable, CustomStringConvertible {
  /// Other programs take the processors that ranks need.
  case load(Double, ranks: Int, processors: Int)
  /// Two independent loops, each on a core of its own, slow one another down.
  case disturbedLoops(share: Double)
  /// Repeats differ: the widest one, and how many others do.
  case spread(of: String, share: Double, others: Int)

  /// The line that is printed.
  package var description: String {
    switch self {
    case .load(let load, let ranks, let processors):
      "the load average was \(load.digits(2)) before the first start, but only "
        + "\(max(processors - ranks, 0)) of \(processors) processors are free beside "
        + "\(ranks) \(ranks == 1 ? "rank" : "ranks"): other programs slow the ranks down"
    case .disturbedLoops(let share):
      "two independent loops on two processors each ran at \((100 * share).digits(0)) % of one "
        + "alone: speed-ups say more about this machine's state than about the program"
    case .spread(let name, let share, let others):
      "the repeats of \(name) differ by \((100 * share).digits(0)) %"
        + (others == 0
          ? ""
          : ", and those of \(others) more by more than "
            + "\((100 * Self.widestSpread).digits(0)) %")
        + ": run it again on a quiet machine, or with more repeats"
    }
  }

  /// The spread above which a median is doubted.
  package static let widestSpread = 0.1
  /// The share of its speed that each of two loops must have.
  package static let leastShare = 0.95
  /// The load that an idle machine may show.
  private static let idleLoad = 0.25

  /// Returns a warning where the load average exceeds the processors that no rank needs.
  ///
  /// - Parameters:
  ///   - load: The load average before the first start; nil where it is unknown.
  ///   - ranks: The most ranks on this host.
  ///   - processors: The number of processors of this host.
  /// - Returns: The warning, or nil.
  package static func ofLoad(
    _ load: Double?, ranks: Int, processors: Int
  ) -> MeasurementWarning? {
    guard let load, load > Double(max(processors - ranks, 0)) + idleLoad else { return nil }
    return .load(load, ranks: ranks, processors: processors)
  }

  /// Returns a warning where two loops disturb one another.
  ///
  /// - Parameter share: The slower one's speed as a share of that of one alone; nil where it was
  ///   not measured.
  /// - Returns: The warning, or nil.
  package static func ofLoops(_ share: Double?) -> MeasurementWarning? {
    guard let share, share < leastShare else { return nil }
    return .disturbedLoops(share: share)
  }

  /// Returns a warning where the spread of any of the measurements is too wide.
  package static func ofSpread(
    _ measurements: [(name: String, statistics: Statistics)]
  ) -> MeasurementWarning? {
    let wide = measurements.map { (name: $0.name, share: $0.statistics.spread) }
      .filter { $0.share > widestSpread }
    guard let widest = wide.max(by: { $0.share < $1.share }) else { return nil }
    return .spread(of: widest.name, share: widest.share, others: wide.count - 1)
  }
}

extension Statistics {
  /// The width of the median's 95 % interval as a share of the median; of too few measurements for
  /// one, that of all of them.
  package var spread: Double {
    guard median > 0 else { return 0 }
    let range = medianInterval ?? minimum...maximum
    return (range.upperBound - range.lowerBound) / median
  }
}
