package import MPI

/// A host whose ranks have made no progress for the time-out.
package struct Stall: Sendable {
  /// How long no rank has reported progress.
  package let silence: Duration
  /// What the ranks last reported, in the order of the host's ranks.
  package let states: [ReportedState]
  /// The indices in `states` of the ranks that others wait for.
  package let culprits: [Int]
  /// For each rank, whether its process does not run at all.
  package let stopped: [Bool]
  /// The number of hosts.
  package let hostCount: Int

  /// A stall of the given parts.
  package init(
    silence: Duration, states: [ReportedState], culprits: [Int], stopped: [Bool], hostCount: Int
  ) {
    self.silence = silence
    self.states = states
    self.culprits = culprits
    self.stopped = stopped
    self.hostCount = hostCount
  }

  /// One line: which rank, where, what it was doing, how long, and what to do.
  ///
  /// - Parameters:
  ///   - host: The host's name.
  ///   - ranks: The rank at each index in `states`.
  /// - Returns: The line, without a line break.
  package func message(host: String, ranks: [Int]) -> String {
    "no progress on \(host) for \(silence.words): \(who(ranks)); resume from the last checkpoint, "
      + "or give more time (LOCKSTEP_TIMEOUT, 0 for no limit)"
  }

  private func who(_ ranks: [Int]) -> String {
    guard !culprits.isEmpty else { return whoWaits(ranks) }
    let named = culprits.prefix(3).map { culprit in
      let state = states[culprit]
      return "rank \(rank(culprit, ranks)) (process \(state.process)) "
        + "\(stopped[culprit] ? "is stopped" : "hangs") \(place(of: state))"
    }
    let others = culprits.count - named.count
    let waiting = states.count - culprits.count
    return named.joined(separator: ", ") + (others > 0 ? " and \(others) more" : "")
      + (waiting > 0 ? "; \(waiting) other \(waiting == 1 ? "rank waits" : "ranks wait")" : "")
  }

  private func whoWaits(_ ranks: [Int]) -> String {
    let place = states.first.map(place(of:)) ?? ""
    if states.count == 1 {
      return "rank \(rank(0, ranks)) (process \(states[0].process)) waits for other ranks \(place)"
    }
    return "its \(states.count) ranks wait for \(hostCount > 1 ? "other hosts" : "one another") "
      + place
  }

  private func rank(_ index: Int, _ ranks: [Int]) -> Int {
    ranks.indices.contains(index) ? ranks[index] : index
  }

  private func place(of state: ReportedState) -> String {
    Activity(rawValue: state.activity)?.words(step: state.step) ?? "somewhere"
  }
}
