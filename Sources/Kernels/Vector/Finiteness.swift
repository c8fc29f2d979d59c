/// Whether all values that were added are finite.
struct Finiteness {
  /// A sum of `0 * value`: a zero, or NaN for ever after an infinity or a NaN.
  private var zeros = Vector.zero

  @inline(__always)
  init() {}

  @inline(__always)
  mutating func add(_ values: Vector) {
    zeros = values.fusedProduct(.zero, plus: zeros)
  }

  @inline(__always)
  var holds: Bool { zeros.laneSum == 0 }
}
