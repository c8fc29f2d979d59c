/// Computes `y = e^x`, as `vectorExp` does; `y` may be `x`.
///
/// +inf above 88.72283. Source: Keras 3, `exponential`.
public func exponential(
  _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
) {
  vectorExp(x, into: y, count: count)
}

/// Computes `dx = dy * y` from the output `y` of `exponential`; `dx` may be `dy`.
public func exponentialGradient(
  output y: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
  into dx: UnsafeMutablePointer<Float>, count: Int
) {
  @inline(__always)
  func derivative(_ y: Vector, _ dy: Vector) -> Vector {
    dy * y
  }
  mapVectors(y, dy, into: dx, count: count, derivative)
}
