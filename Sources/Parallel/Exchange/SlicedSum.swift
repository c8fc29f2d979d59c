import Engine
import Kernels

/// A sum over a slice of the gradient, part by part.
///
/// A part's sum is still in the L1 cache when the optimizer reads it: summing the whole slice first
/// would write it to memory and read it back.
@safe
struct SlicedSum {
  /// The number of elements of a part.
  private static let partSize = 4_096

  private let sources: UnsafeMutableBufferPointer<TreeSource>
  private let sum = Arena(count: partSize)

  /// Creates the sum of the given sources, in the tree's order.
  init(_ sources: [TreeSource]) {
    unsafe self.sources = .allocate(capacity: sources.count)
    _ = unsafe self.sources.initialize(from: sources)
  }

  /// Frees the list of sources.
  func deallocate() { unsafe sources.deallocate() }

  /// Calls `body` with the sums of each part of a slice.
  ///
  /// - Parameters:
  ///   - slice: The slice, as a range of the parameter space.
  ///   - offset: The offset of the slice in the sources.
  ///   - body: Called with each part.
  func callAsFunction(_ slice: Range<Int>, offset: Int, _ body: GradientPart) {
    // A single block is the whole tree: its sum is already complete.
    if unsafe sources.count == 1 {
      unsafe body(slice, UnsafeMutablePointer(mutating: sources[0].values + offset))
      return
    }
    for start in stride(from: slice.lowerBound, to: slice.upperBound, by: Self.partSize) {
      let part = start..<min(start + Self.partSize, slice.upperBound)
      unsafe kernels.treeSum(
        UnsafeBufferPointer(sources), into: sum.base,
        offset: offset + part.lowerBound - slice.lowerBound, count: part.count)
      unsafe body(part, sum.base)
    }
  }
}
