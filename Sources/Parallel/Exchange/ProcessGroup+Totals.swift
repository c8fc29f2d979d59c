import MPI

extension ProcessGroup {
  /// Gathers every rank's records by messages and sums them in the tree's order.
  ///
  /// A rank's message is its leaves' sums and its flags; ranks own leaves in order, so the messages
  /// in rank order hold the leaves in order.
  func totals(of records: StepRecords, leafCounts: [Int]) throws -> StepTotals {
    let width = records.width
    guard let world else {
      return StepTotals(records.sums, width: width, flags: records.flags)
    }
    let own = records.sums + [Double(records.flags.rawValue)]
    let counts = leafCounts.map { $0 * width + 1 }
    var all = [Double](repeating: 0, count: counts.reduce(0, +))
    try unsafe own.withUnsafeBytes { mine in
      try unsafe all.withUnsafeMutableBytes { everyone in
        try unsafe world.allGather(
          mine, into: everyone, byteCounts: counts.map { $0 * MemoryLayout<Double>.stride })
      }
    }
    var leaves: [Double] = []
    var flags: StepFlags = []
    var offset = 0
    for count in counts {
      leaves += all[offset..<offset + count - 1]
      flags.formUnion(StepFlags(rawValue: Int(all[offset + count - 1])))
      offset += count
    }
    return StepTotals(leaves, width: width, flags: flags)
  }

  /// Gathers every rank's numbers for its slice, in the order of the slices.
  ///
  /// `counts` has the count of each slice.
  package func gatherSlices(_ own: [Double], counts: [Int]) throws -> [Double] {
    guard let world else { return own }
    let countOfRank = (0..<worldSize).map { counts[slicePosition(of: $0)] }
    var all = [Double](repeating: 0, count: counts.reduce(0, +))
    try unsafe own.withUnsafeBytes { mine in
      try unsafe all.withUnsafeMutableBytes { everyone in
        try unsafe world.allGather(
          mine, into: everyone,
          byteCounts: countOfRank.map { $0 * MemoryLayout<Double>.stride })
      }
    }
    var parts = [ArraySlice<Double>](repeating: [], count: worldSize)
    var offset = 0
    for (rank, count) in countOfRank.enumerated() {
      parts[slicePosition(of: rank)] = all[offset..<offset + count]
      offset += count
    }
    return parts.flatMap { $0 }
  }
}
