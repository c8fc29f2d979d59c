/// A test of whether all added values are finite.
struct Finiteness {
  /// The sum of `0 * value`: zero, or NaN once a value was infinite or NaN.
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
