import Engine
import Kernels

/// Sums a slice of the gradient part by part.
///
/// A part's sum is still in the first-level cache when the optimizer reads it: summing the whole
/// slice first would write it out to memory and read it back.
@safe
struct SlicedSum {
  /// The elements of a part.
  private static let partSize = 4_096

  private let sources: UnsafeMutableBufferPointer<TreeSource>
  private let sum = Arena(count: partSize)

  /// Sums made of the given sources, in the tree's order.
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
  ///   - offset: Where the slice starts in the sources.
  ///   - body: Takes the parts.
  func callAsFunction(_ slice: Range<Int>, offset: Int, _ body: GradientPart) {
    // A single block is the whole tree, whose sum is already there.
    if unsafe sources.count == 1 {
      unsafe body(slice, UnsafeMutablePointer(mutating: sources[0].values + offset))
      return
    }
    for start in stride(from: slice.lowerBound, to: slice.upperBound, by: Self.partSize) {
      let part = start..<min(start + Self.partSize, slice.upperBound)
      unsafe treeSum(
        UnsafeBufferPointer(sources), into: sum.base,
        offset: offset + part.lowerBound - slice.lowerBound, count: part.count)
      unsafe body(part, sum.base)
    }
  }
}
