/// Computes `y = ln(1 + e^x)` as `max(x, 0) + ln(1 + e^-|x|)`, without overflow; `y` may be `x`.
///
/// At most 3 ulp from the true value wherever that is a normal number; below -87.33654 it is +0.
/// +inf is +inf, NaN is NaN. Source: Keras 3, `softplus`.
public func softplus(
  _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
) {
  mapVectors(x, into: y, count: count, vectorSoftplus)
}

/// Computes `dx = dy * sigmoid(x)` from the input `x` of `softplus`; `dx` may be `dy`.
public func softplusGradient(
  input x: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
  into dx: UnsafeMutablePointer<Float>, count: Int
) {
  @inline(__always)
  func derivative(_ x: Vector, _ dy: Vector) -> Vector {
    dy * vectorSigmoid(x)
  }
  mapVectors(x, dy, into: dx, count: count, derivative)
}

/// `ln(1 + e^x)` in each lane; see the function over pointers for errors and edges.
@inline(__always)
func vectorSoftplus(_ x: Vector) -> Vector {
  x.rectified + vectorLog1p(vectorExp(-x.magnitudes))
}
