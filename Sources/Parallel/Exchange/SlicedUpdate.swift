import Kernels
import Models

/// Sums a slice of the gradient and updates its weights, part by part.
///
/// A part's sum is still in the first-level cache when the optimizer reads it: summing the whole
/// slice first would write it out to memory and read it back.
@safe
struct SlicedUpdate {
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

  /// Runs `body` over the slice.
  ///
  /// - Parameters:
  ///   - slice: The slice, as a range of the parameter space.
  ///   - offset: Where the slice starts in the sources.
  ///   - weights: The whole parameter space's weights.
  ///   - body: Changes a part's weights.
  /// - Returns: whether all of the gradient was finite.
  func callAsFunction(
    _ slice: Range<Int>, offset: Int, weights: UnsafeMutablePointer<Float>, _ body: SliceUpdate
  ) -> Bool {
    // A single block is the whole tree: its sum is taken from where it stands.
    if unsafe sources.count == 1 {
      let gradient = unsafe sources[0].values + offset
      return unsafe body(slice, weights + slice.lowerBound, gradient)
    }
    var isFinite = true
    for start in stride(from: slice.lowerBound, to: slice.upperBound, by: Self.partSize) {
      let part = start..<min(start + Self.partSize, slice.upperBound)
      unsafe treeSum(
        UnsafeBufferPointer(sources), into: sum.base,
        offset: offset + part.lowerBound - slice.lowerBound, count: part.count)
      let partIsFinite = unsafe body(part, weights + start, sum.base)
      isFinite = isFinite && partIsFinite
    }
    return isFinite
  }
}
