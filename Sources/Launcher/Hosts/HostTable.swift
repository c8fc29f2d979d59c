/// The hosts of a run, and which of them answered when they were last asked.
package struct HostTable {
  /// A host's answer.
  package struct Answer: Equatable {
    /// The host's number of cores.
    package let coreCount: Int
    /// Whether Open MPI's own process of the last job had been killed there.
    package var hadKilledJob = false
  }

  /// The hosts; slots that were not given are known once a host has answered.
  package private(set) var hosts: [LaunchHost]
  private var isAnswering: [Bool]

  /// Hosts that have not been asked yet.
  package init(_ hosts: [LaunchHost]) {
    self.hosts = hosts
    isAnswering = hosts.map { _ in true }
  }

  /// Notes which hosts answered, and the slots of those without a number.
  mutating func note(_ answers: [Answer?]) {
    for (index, answer) in answers.enumerated() {
      isAnswering[index] = answer != nil
      if let answer, hosts[index].slots == nil { hosts[index].slots = answer.coreCount }
    }
  }

  /// The hosts that answered.
  var answering: [LaunchHost] { zip(hosts, isAnswering).filter(\.1).map(\.0) }

  /// The names of those that did not.
  var silentNames: [String] { zip(hosts, isAnswering).filter { !$1 }.map(\.0.name) }

  /// How many ranks to start with.
  ///
  /// - Parameters:
  ///   - wanted: The ranks while all hosts answer; nil for one a slot.
  ///   - fewest: The fewest that are worth a start.
  ///   - mayOversubscribe: Whether there may be more ranks than slots.
  /// - Returns: The number, or nil where too few hosts answer.
  /// - Throws: `LaunchError.ranks` where all hosts together have too few slots.
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
      // Every slot that is left has its share.
      count = wanted * slots / max(all, 1)
    } else if silentNames.isEmpty {
      throw LaunchError.ranks(wanted, slots: all)
    } else {
      // How many slots the others have is not known yet.
      count = slots
    }
    return slots > 0 && count >= fewest ? count : nil
  }
}
