/// Computes `y = x * sigmoid(x)`; `y` may be `x`.
///
/// NaN for -inf, as the formula gives it. Source: Keras 3, `silu`.
public func silu(
  _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
) {
  mapVectors(x, into: y, count: count, vectorSilu)
}

/// Computes `dx = dy * (s * (1 + x * (1 - s)))` with `s = sigmoid(x)` from the input `x` of `silu`;
/// `dx` may be `dy`.
public func siluGradient(
  input x: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
  into dx: UnsafeMutablePointer<Float>, count: Int
) {
  mapVectors(x, dy, into: dx, count: count, vectorSiluGradient)
}

@inline(__always)
private func vectorSilu(_ x: Vector) -> Vector { x * vectorSigmoid(x) }

@inline(__always)
private func vectorSiluGradient(_ x: Vector, _ dy: Vector) -> Vector {
  let one = Vector(repeating: 1)
  let s = vectorSigmoid(x)
  return dy * (s * (one + x * (one - s)))
}
