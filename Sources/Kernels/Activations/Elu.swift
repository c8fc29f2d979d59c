/// Computes `y = x` where `x > 0`, else `alpha * (e^x - 1)`; `y` may be `x`.
///
/// NaN is NaN. Source: Clevert, Unterthiner and Hochreiter 2016, equation 15; Keras 3, `elu`.
public func elu(
  _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int, alpha: Float
) {
  let factor = Vector(repeating: alpha)
  @inline(__always)
  func value(_ x: Vector) -> Vector {
    x.whereGreater(than: .zero, x, else: factor * vectorExpm1(x))
  }
  mapVectors(x, into: y, count: count, value)
}

/// Computes `dx = dy` where the output `y` of `elu` is greater than 0, else `dy * (y + alpha)`;
/// `dx` may be `dy`.
///
/// For an `alpha` of at least 0. As in Keras 3, the derivative at 0 is `alpha`.
public func eluGradient(
  output y: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
  into dx: UnsafeMutablePointer<Float>, count: Int, alpha: Float
) {
  let factor = Vector(repeating: alpha)
  @inline(__always)
  func derivative(_ y: Vector, _ dy: Vector) -> Vector {
    y.whereGreater(than: .zero, dy, else: dy * (y + factor))
  }
  mapVectors(y, dy, into: dx, count: count, derivative)
}
