import Parallel

/// The processors that the ranks of a job may use.
package struct JobProcessors: Equatable {
  /// The processors of each rank, on its host.
  package let ofRank: [ProcessorSet]
  /// The index of each rank's host.
  package let hostIndices: [Int]

  /// Creates the processors of ranks.
  ///
  /// - Precondition: The counts are equal.
  package init(_ ofRank: [ProcessorSet], hostIndices: [Int]) {
    precondition(
      ofRank.count == hostIndices.count, "\(ofRank.count) ranks on \(hostIndices.count) hosts")
    self.ofRank = ofRank
    self.hostIndices = hostIndices
  }

  /// Gathers the processors of all ranks; collective.
  init(in group: ProcessGroup) throws {
    self.init(
      try group.allGather(ProcessorSet.ofThisThread().words).map(ProcessorSet.init(words:)),
      hostIndices: group.hostIndices)
  }

  /// The number of processors of all hosts: on each host those that any of its ranks may use.
  package var count: Int {
    let hostCount = (hostIndices.max() ?? 0) + 1
    return (0..<hostCount).reduce(0) { $0 + count(ofHost: $1) }
  }

  /// Returns the number of a host's processors that any of its ranks may use.
  package func count(ofHost host: Int) -> Int {
    zip(ofRank, hostIndices).filter { $1 == host }
      .reduce(ProcessorSet(words: [])) { $0.union($1.0) }.count
  }

  /// The ranks that can compute at the same time, each on a processor of its own, ascending.
  ///
  /// They are as many as possible: a matching of ranks to processors. Source: Kuhn (1955).
  package var workers: [Int] {
    var owners: [Processor: Int] = [:]
    func claim(_ rank: Int, _ seen: inout Set<Processor>) -> Bool {
      for number in ofRank[rank].numbers {
        let processor = Processor(host: hostIndices[rank], number: number)
        guard seen.insert(processor).inserted else { continue }
        if let owner = owners[processor], !claim(owner, &seen) { continue }
        owners[processor] = rank
        return true
      }
      return false
    }
    return ofRank.indices.filter { rank in
      var seen: Set<Processor> = []
      return claim(rank, &seen)
    }
  }

  /// Whether ranks have to share a processor.
  package var isCrowded: Bool { workers.count < ofRank.count }

  private struct Processor: Hashable {
    let host: Int
    let number: Int
  }
}
