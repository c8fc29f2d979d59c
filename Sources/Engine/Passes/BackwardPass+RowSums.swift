import Kernels

extension BackwardPass {
  /// Computes a parameter's gradient as a sum over rows, added in the reduction tree's order.
  ///
  /// It is for custom operations, which have no kernel for the sum: the order gives the same bits
  /// on any number of ranks.
  ///
  /// - Parameters:
  ///   - index: The parameter's index among the layer's trainable ones.
  ///   - count: The parameter's number of elements.
  ///   - addRow: Adds what one row contributes to `sum`, which has `count` elements.
  public func sumRows(
    intoGradientOf index: Int, count: Int,
    _ addRow: (_ row: Int, _ sum: UnsafeMutablePointer<Float>) -> Void
  ) {
    unsafe withUnsafeTemporaryAllocation(
      of: Float.self, capacity: kernels.rowTreeSumScratchCount(count)
    ) { scratch in
      guard let scratch = scratch.baseAddress else { return }
      unsafe forEachBlock { block, leafRows, leafCount in
        unsafe kernels.rowTreeSum(
          into: parameterGradient(index, block: block), leafRows: leafRows, leafCount: leafCount,
          count: count, scratch: scratch, addRow)
      }
    }
  }
}
