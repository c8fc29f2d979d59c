import Kernels

/// How large a gradient can be at most: for the parameters of some operations known from what they
/// read, for the others to be looked at.
struct GradientBounds {
  /// For each operation where its parameters' gradients stand.
  private let ranges: [[Range<Int>]]
  private let blockStride: Int
  /// For each operation what its gradients do not exceed, where that is known.
  private var bounds: [Float?]

  /// Nothing is known yet.
  init(_ slots: [OperationSlot], of space: ParameterSpace) {
    ranges = slots.map { slot in
      slot.parameters.compactMap { start in
        space.parameters.first { $0.range.lowerBound == start }?.range
      }
    }
    blockStride = space.count
    bounds = slots.map { _ in nil }
  }

  /// Notes what the gradients of an operation's parameters do not exceed; NaN is no bound.
  mutating func set(_ bound: Float?, for operation: Int) {
    bounds[operation] = bound
  }

  /// Whether all gradients are less than `limit` in magnitude.
  ///
  /// A bound that is too high is no proof, so that the gradients themselves are looked at.
  func allAreBelow(
    _ limit: Float, _ gradients: UnsafePointer<Float>, blockCount: Int
  ) -> Bool {
    for (operation, ranges) in ranges.enumerated() {
      if let bound = bounds[operation], bound < limit { continue }
      for range in ranges {
        for block in 0..<blockCount {
          let bits = unsafe largestMagnitudeBits(
            gradients + (block * blockStride + range.lowerBound), count: range.count)
          guard bits < limit.bitPattern else { return false }
        }
      }
    }
    return true
  }
}
