/// Computes `y = 1 / (1 + e^-x)`; `y` may be `x`.
///
/// At most 3 ulp from the true value wherever that is a normal number, without overflow on either
/// side; below -87.33654 it is +0. NaN is NaN. Source: Keras 3, `sigmoid`.
public func sigmoid(
  _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
) {
  mapVectors(x, into: y, count: count, vectorSigmoid)
}

/// Computes `dx = dy * (y * (1 - y))` from the output `y` of `sigmoid`; `dx` may be `dy`.
public func sigmoidGradient(
  output y: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
  into dx: UnsafeMutablePointer<Float>, count: Int
) {
  @inline(__always)
  func derivative(_ y: Vector, _ dy: Vector) -> Vector {
    dy * (y * (Vector(repeating: 1) - y))
  }
  mapVectors(y, dy, into: dx, count: count, derivative)
}

/// The logistic function in each lane; see the function over pointers for errors and edges.
@inline(__always)
func vectorSigmoid(_ x: Vector) -> Vector {
  // e^-|x| is at most 1; a numerator of 1 or of it gives the two sides.
  let term = vectorExp(-x.magnitudes)
  let one = Vector(repeating: 1)
  return x.whereGreater(than: .zero, one, else: term) / (one + term)
}
