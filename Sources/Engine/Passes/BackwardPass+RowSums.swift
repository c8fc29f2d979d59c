extension BackwardPass {
  /// Computes a parameter's gradient as a sum over rows, added in the reduction tree's order.
  ///
  /// For an operation of one's own, whose gradient no kernel adds up: the order is what gives the
  /// same bits on any number of ranks.
  ///
  /// - Parameters:
  ///   - place: The parameter's place among the layer's trainable ones.
  ///   - count: The parameter's number of elements.
  ///   - addRow: Adds what one row contributes to `sum`, which has `count` elements.
  public func sumRows(
    intoGradientOf place: Int, count: Int,
    _ addRow: (_ row: Int, _ sum: UnsafeMutablePointer<Float>) -> Void
  ) {
    let mostLeaves = leaves.blocks.map(\.count).max() ?? 0
    // As many sums wait as a leaf's number has ones.
    let depth = Int.bitWidth - mostLeaves.leadingZeroBitCount
    unsafe withUnsafeTemporaryAllocation(of: Float.self, capacity: (depth + 1) * count) { sums in
      guard let base = sums.baseAddress else { return }
      for (block, range) in leaves.blocks.enumerated() {
        for (number, leaf) in range.enumerated() {
          var newest = unsafe base + number.nonzeroBitCount * count
          unsafe newest.initialize(repeating: 0, count: count)
          for row in leaves.offsets[leaf]..<leaves.offsets[leaf + 1] {
            unsafe addRow(row, newest)
          }
          // After its i-th leaf a tree makes as many additions as i has trailing ones.
          for _ in 0..<(~number).trailingZeroBitCount {
            let older = unsafe newest - count
            for element in 0..<count { unsafe older[element] += newest[element] }
            unsafe newest = older
          }
        }
        let gradient = unsafe parameterGradient(place, block: block)
        // A sum of -0 becomes +0, as everywhere in the tree.
        for element in 0..<count { unsafe gradient[element] = base[element] + 0 }
      }
    }
  }
}
