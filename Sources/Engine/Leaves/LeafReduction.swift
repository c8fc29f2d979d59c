/// Sums over the samples of a whole batch in the middle of a pass: what batch normalization's
/// statistics need.
///
/// `Parallel` has the one that joins ranks.
public protocol LeafReduction: AnyObject {
  /// Adds up the block sums of all ranks in the reduction tree's order.
  ///
  /// Every rank must call it as often as the others and with the same count, also one that has no
  /// rows.
  ///
  /// - Parameters:
  ///   - blocks: This rank's block sums one after the other, `count` floats each.
  ///   - count: The floats of one sum.
  ///   - totals: Where the sum over all leaves goes.
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
