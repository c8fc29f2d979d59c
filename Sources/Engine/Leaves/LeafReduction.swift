/// A sum over the samples of a whole batch in the middle of a pass, as batch normalization's
/// statistics need.
///
/// `Parallel` implements it across ranks.
public protocol LeafReduction: AnyObject {
  /// Adds up the block sums of all ranks in the reduction tree's order.
  ///
  /// Every rank must call it equally often and with the same counts, including ranks without rows.
  ///
  /// - Parameters:
  ///   - blocks: This rank's block sums, contiguous, `count` floats each.
  ///   - count: The number of floats of one sum.
  ///   - totals: The destination of the sum over all leaves.
  /// - Throws: MPI's errors.
  func sum(
    _ blocks: UnsafePointer<Float>, count: Int, into totals: UnsafeMutablePointer<Float>
  ) throws
}

/// The reduction of a process that computes every leaf itself, in one block.
package final class WholeBatch: LeafReduction {
  package init() {}

  package func sum(
    _ blocks: UnsafePointer<Float>, count: Int, into totals: UnsafeMutablePointer<Float>
  ) {
    unsafe totals.update(from: blocks, count: count)
  }
}
