/// The hosts of a run, and whether each answered the last request.
package struct HostTable {
  /// A host's answer.
  package struct Answer: Equatable {
    /// The host's number of cores.
    package let coreCount: Int
    /// Whether Open MPI's own process of the last job had been killed there.
    package var hadKilledJob = false
  }

  /// The hosts; unspecified slots are set once a host has answered.
  package private(set) var hosts: [LaunchHost]
  private var isAnswering: [Bool]

  /// Creates a table of hosts without answers.
  package init(_ hosts: [LaunchHost]) {
    self.hosts = hosts
    isAnswering = hosts.map { _ in true }
  }

  /// Records the answers, and the slots of hosts without a number.
  mutating func note(_ answers: [Answer?]) {
    for (index, answer) in answers.enumerated() {
      isAnswering[index] = answer != nil
      if let answer, hosts[index].slots == nil { hosts[index].slots = answer.coreCount }
    }
  }

  /// The hosts that answered.
  var answering: [LaunchHost] { zip(hosts, isAnswering).filter(\.1).map(\.0) }

  /// The names of the hosts that did not answer.
  var silentNames: [String] { zip(hosts, isAnswering).filter { !$1 }.map(\.0.name) }

  /// Returns the number of ranks to start.
  ///
  /// - Parameters:
  ///   - wanted: The ranks while all hosts answer; nil for one per slot.
  ///   - fewest: The least number of ranks to start.
  ///   - mayOversubscribe: Whether there may be more ranks than slots.
  /// - Returns: The number, or nil when too few hosts answer.
  /// - Throws: `LaunchError.ranks` when all hosts together have too few slots.
  func rankCount(
    wanted: Int?, fewest: Int, mayOversubscribe: Bool
  ) throws(LaunchError) -> Int? {
    let slots = answering.reduce(0) { $0 + ($1.slots ?? 0) }
    let all = hosts.reduce(0) { $0 + ($1.slots ?? 0) }
    let wanted = wanted ?? all
    let count: Int
    if wanted <= all {
      count = min(wanted, slots)
    } else if mayOversubscribe {
      // In proportion to the remaining slots.
      count = wanted * slots / max(all, 1)
    } else if silentNames.isEmpty {
      throw LaunchError.ranks(wanted, slots: all)
    } else {
      // The slots of the other hosts are not known yet.
      count = slots
    }
    return slots > 0 && count >= fewest ? count : nil
  }
}
