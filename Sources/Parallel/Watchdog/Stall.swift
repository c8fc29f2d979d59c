package import MPI

/// A host where no rank has made progress for the time-out.
package struct Stall: Sendable {
  /// The time since the last progress of any rank.
  package let silence: Duration
  /// The ranks' last reports, in the order of the host's ranks.
  package let states: [ReportedState]
  /// The indices in `states` of the ranks that others wait for.
  package let culprits: [Int]
  /// For each rank, whether its process is stopped.
  package let stopped: [Bool]
  /// The number of hosts.
  package let hostCount: Int

  /// Creates a stall.
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
    "no progress on \(host) for \(silence.rounded): \(blame(ranks)); "
      + "resume from the last checkpoint, or give more time (LOCKSTEP_TIMEOUT, 0 for no limit)"
  }

  private func blame(_ ranks: [Int]) -> String {
    guard !culprits.isEmpty else { return waiters(ranks) }
    let named = culprits.prefix(3).map { culprit in
      let state = states[culprit]
      return "rank \(rank(culprit, ranks)) (process \(state.process)) "
        + "\(stopped[culprit] ? "is stopped" : "hangs") \(phrase(of: state))"
    }
    let others = culprits.count - named.count
    let waiting = states.count - culprits.count
    return named.joined(separator: ", ") + (others > 0 ? " and \(others) more" : "")
      + (waiting > 0 ? "; \(waiting) other \(waiting == 1 ? "rank waits" : "ranks wait")" : "")
  }

  private func waiters(_ ranks: [Int]) -> String {
    let activity = states.first.map(phrase(of:)) ?? ""
    if states.count == 1 {
      return "rank \(rank(0, ranks)) (process \(states[0].process)) waits for other ranks "
        + activity
    }
    return "its \(states.count) ranks wait for \(hostCount > 1 ? "other hosts" : "one another") "
      + activity
  }

  private func rank(_ index: Int, _ ranks: [Int]) -> Int {
    ranks.indices.contains(index) ? ranks[index] : index
  }

  private func phrase(of state: ReportedState) -> String {
    Activity(rawValue: state.activity)?.phrase(step: state.step) ?? "somewhere"
  }
}
