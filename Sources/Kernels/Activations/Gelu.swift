/// Computes `y = x / 2 * (1 + erf(x / √2))`; `y` may be `x`.
///
/// NaN for -inf, as the formula gives it. Source: Hendrycks and Gimpel 2016, section 2; Keras 3,
/// `gelu` by default.
public func gelu(
  _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
) {
  mapVectors(x, into: y, count: count, vectorGelu)
}

/// Computes `dx = dy * (Φ(x) + x φ(x))` from the input `x` of `gelu`; `dx` may be `dy`.
///
/// `Φ(x) = (1 + erf(x / √2)) / 2` and `φ(x) = e^(-x²/2) / √(2π)`. NaN for infinities.
public func geluGradient(
  input x: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
  into dx: UnsafeMutablePointer<Float>, count: Int
) {
  mapVectors(x, dy, into: dx, count: count, vectorGeluGradient)
}

// Functions with names, because a closure this long is called for every vector.

@inline(__always)
private func vectorGelu(_ x: Vector) -> Vector {
  Vector(repeating: 0.5) * x * (Vector(repeating: 1) + vectorErf(x * rootOfHalf))
}

@inline(__always)
private func vectorGeluGradient(_ x: Vector, _ dy: Vector) -> Vector {
  let half = Vector(repeating: 0.5)
  // 1 / √(2π)
  let density = Vector(repeating: 0.3989423)
  let probability = half * (Vector(repeating: 1) + vectorErf(x * rootOfHalf))
  return dy * (probability + x * (density * vectorExp(-half * (x * x))))
}

@inline(__always)
private var rootOfHalf: Vector { Vector(repeating: 0.70710677) }
