/// Computes `y = x` where `x > 0`, else `negativeSlope * x`; `y` may be `x`.
///
/// NaN is NaN. Source: Keras 3, `leaky_relu`.
public func leakyRelu(
  _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int,
  negativeSlope: Float
) {
  let slope = Vector(repeating: negativeSlope)
  @inline(__always)
  func value(_ x: Vector) -> Vector {
    x.whereGreater(than: .zero, x, else: slope * x)
  }
  mapVectors(x, into: y, count: count, value)
}

/// Computes `dx = dy` where the input `x` of `leakyRelu` is greater than 0, else
/// `negativeSlope * dy`; `dx` may be `dy`.
///
/// For a slope of at least 0 the output may be passed as the input: their signs agree. As in Keras
/// 3, the derivative at 0 is the slope.
public func leakyReluGradient(
  input x: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
  into dx: UnsafeMutablePointer<Float>, count: Int, negativeSlope: Float
) {
  let slope = Vector(repeating: negativeSlope)
  @inline(__always)
  func derivative(_ x: Vector, _ dy: Vector) -> Vector {
    x.whereGreater(than: .zero, dy, else: slope * dy)
  }
  mapVectors(x, dy, into: dx, count: count, derivative)
}
