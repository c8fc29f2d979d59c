import Foundation

/// What the times of a run's steps mean, in sentences.
package struct TimesVerdict: Sendable, Equatable {
  /// The part of the run in which a rank holds the others up.
  package struct Holder: Sendable, Equatable {
    /// The rank.
    package let rank: Int
    /// The part.
    package let part: StepClock.Part
    /// The rank's mean time in that part, in seconds.
    package let seconds: Double
    /// A usual rank's mean time in that part, in seconds.
    package let usualSeconds: Double
  }

  /// The rank that holds the others up; nil for none.
  package let holder: Holder?
  /// The sentences, a line each.
  package let lines: [String]

  /// The least part of a step by which a rank must be late to be named.
  private static let threshold = 0.05

  /// Judges the ranks' times in `stepCount` steps.
  package init(_ ranks: [RankTimes], stepCount: Int) {
    let steps = Double(max(stepCount, 1))
    let mean = ranks.reduce(0) { $0 + $1.total } / Double(max(ranks.count, 1)) / steps
    let found = Self.holder(ranks, steps: steps, mean: mean)
    holder = found
    guard stepCount > 0, mean > 0 else {
      lines = ["No step was completed."]
      return
    }
    func share(_ seconds: (RankTimes) -> Double) -> Double {
      ranks.reduce(0) { $0 + seconds($1) } / Double(ranks.count) / steps / mean
    }
    var shares: [(name: String, share: Double)] = [.forward, .backward, .update, .gather].map {
      (part: StepClock.Part) in (part.name, share { $0.seconds(part) })
    }
    shares.append(("between steps", share(\.between)))
    if ranks.count > 1 { shares.append(("waiting", share(\.waiting))) }
    // A rank alone sums its blocks' gradients there, in no time where it has one.
    shares += [
      ("exchange", share(\.exchange)), ("validation", share(\.validation)),
      ("checkpoints", share(\.checkpoint)),
    ].filter { $0.1 > 0 || $0.0 == "exchange" && ranks.count > 1 }
    let list = shares.sorted { $0.share > $1.share }.map {
      "\($0.name) \(String(format: $0.share < 0.1 ? "%.1f" : "%.0f", $0.share * 100)) %"
    }
    var lines = ["Of \(Self.milliseconds(mean)) a step: " + list.joined(separator: ", ") + "."]
    if let found {
      lines.append(Self.line(found))
    } else if ranks.count > 1 {
      lines.append("No rank holds the others up.")
      if share(\.waiting) > 0.2 {
        lines.append(
          "The ranks wait for one another in turns: start no more of them than there are cores, "
            + "and nothing else beside them.")
      }
    }
    if share(\.exchange) > 0.25 {
      lines.append("Larger batches exchange less often.")
    }
    if found.map({ $0.part != .between && $0.part != .checkpoint }) ?? true,
      share({ $0.between + $0.checkpoint }) > 0.2
    {
      lines.append(
        "Callbacks, reports and checkpoints take long: let them come less often, or do less.")
    }
    self.lines = lines
  }

  private static func holder(_ ranks: [RankTimes], steps: Double, mean: Double) -> Holder? {
    guard ranks.count > 1 else { return nil }
    var worst: Holder?
    for part in StepClock.Part.allCases where part != .meet && part != .publish {
      let times = ranks.map { $0.seconds(part) / steps }
      // Of two ranks the faster one is the usual.
      let usual = times.sorted()[(times.count - 1) / 2]
      guard let rank = times.indices.max(by: { times[$0] < times[$1] }) else { continue }
      let found = Holder(rank: rank, part: part, seconds: times[rank], usualSeconds: usual)
      if found.excess > worst?.excess ?? threshold * mean { worst = found }
    }
    guard let worst else { return nil }
    // Nobody is held up who does not wait: a rank may be slow in one part and fast in another.
    let others = ranks.indices.filter { $0 != worst.rank }.map { ranks[$0].waiting / steps }
    return (others.max() ?? 0) > worst.excess / 2 ? worst : nil
  }

  private static func line(_ holder: Holder) -> String {
    let (phrase, advice) =
      switch holder.part {
      case .between:
        (
          "between steps",
          holder.rank == 0
            ? "Callbacks and reports run there."
            : "Its process was held up, or other programs share its core."
        )
      case .gather:
        ("copying samples", "Its memory is slow to reach, or its data are not in memory yet.")
      case .forward:
        ("in the forward pass", Self.slowCore)
      case .backward:
        ("in the backward pass", Self.slowCore)
      case .update, .meet, .publish:
        ("in the update", Self.slowCore)
      case .validation:
        ("in validation", "Let all ranks evaluate: that divides it.")
      case .checkpoint:
        ("for checkpoints", "Files are written there: save less often, or to a faster disk.")
      }
    return "Rank \(holder.rank) holds the others up: \(milliseconds(holder.seconds)) a step "
      + "\(phrase), where others take \(milliseconds(holder.usualSeconds)). \(advice)"
  }

  private static let slowCore =
    "Its core is slower, or shared: look at top there, and at mpirun's --report-bindings."

  private static func milliseconds(_ seconds: Double) -> String {
    String(format: seconds < 1e-2 ? "%.3g ms" : "%.0f ms", seconds * 1e3)
  }
}

extension TimesVerdict.Holder {
  /// The time by which the rank is late.
  fileprivate var excess: Double { seconds - usualSeconds }
}
