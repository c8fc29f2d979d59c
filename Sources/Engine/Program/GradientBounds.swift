import Kernels

/// Upper bounds of the gradients' magnitudes: for some operations known from their operands; the
/// gradients of the others are scanned.
struct GradientBounds {
  /// The ranges of each operation's parameters.
  private let ranges: [[Range<Int>]]
  private let blockStride: Int
  /// The bound of each operation's gradients, where it is known.
  private var bounds: [Float?]

  /// Creates the bounds with none known.
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
  /// A bound above the limit proves nothing, so the gradients are scanned.
  func allAreBelow(
    _ limit: Float, _ gradients: UnsafePointer<Float>, blockCount: Int
  ) -> Bool {
    for (operation, ranges) in ranges.enumerated() {
      if let bound = bounds[operation], bound < limit { continue }
      for range in ranges {
        for block in 0..<blockCount {
          let bits = unsafe kernels.largestMagnitudeBits(
            gradients + (block * blockStride + range.lowerBound), count: range.count)
          guard bits < limit.bitPattern else { return false }
        }
      }
    }
    return true
  }
}
