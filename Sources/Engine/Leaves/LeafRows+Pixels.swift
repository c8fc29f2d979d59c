extension LeafRows {
  /// Calls `body` for every block with the row offsets of its leaves and their number, where each
  /// sample has `rowsPerSample` rows, as the pixels of an image.
  package func forEachBlock(
    rowsPerSample: Int,
    _ body: (_ block: Int, _ leafRows: UnsafePointer<Int>, _ leafCount: Int) -> Void
  ) {
    unsafe withUnsafeTemporaryAllocation(of: Int.self, capacity: offsets.count) { rows in
      for (index, offset) in offsets.enumerated() {
        unsafe rows.initializeElement(at: index, to: offset * rowsPerSample)
      }
      guard let base = rows.baseAddress else { return }
      for (block, leaves) in blocks.enumerated() {
        unsafe body(block, base + leaves.lowerBound, leaves.count)
      }
    }
  }
}
