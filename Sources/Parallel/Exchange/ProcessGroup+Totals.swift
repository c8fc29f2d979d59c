import MPI

extension ProcessGroup {
  /// Every rank's records, by messages, added up in the tree's order.
  ///
  /// A rank's message is its leaves' records and its flag; ranks own leaves in order, so the
  /// messages in rank order hold the leaves in order.
  func totals(
    of records: [LeafRecord], leafCounts: [Int], lastUpdateWasFinite: Bool
  ) throws -> StepTotals {
    guard let world else { return StepTotals(records, lastUpdateWasFinite: lastUpdateWasFinite) }
    let own = records + [LeafRecord(loss: 0, hits: lastUpdateWasFinite ? 1 : 0)]
    var all = [LeafRecord](repeating: .empty, count: leafCounts.reduce(0) { $0 + $1 + 1 })
    try unsafe own.withUnsafeBytes { mine in
      try unsafe all.withUnsafeMutableBytes { everyone in
        try unsafe world.allGather(
          mine, into: everyone,
          byteCounts: leafCounts.map { ($0 + 1) * MemoryLayout<LeafRecord>.stride })
      }
    }
    var leaves: [LeafRecord] = []
    var isFinite = true
    var place = 0
    for count in leafCounts {
      leaves += all[place..<place + count]
      isFinite = isFinite && all[place + count].hits == 1
      place += count + 1
    }
    return StepTotals(leaves, lastUpdateWasFinite: isFinite)
  }
}
