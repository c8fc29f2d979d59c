/// Computes `y = tanh x`, as `vectorTanh` does; `y` may be `x`.
public func tanh(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int) {
  vectorTanh(x, into: y, count: count)
}

/// Computes `dx = dy * (1 - y²)` from the output `y` of `tanh`; `dx` may be `dy`.
public func tanhGradient(
  output y: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
  into dx: UnsafeMutablePointer<Float>, count: Int
) {
  @inline(__always)
  func derivative(_ y: Vector, _ dy: Vector) -> Vector {
    dy * (Vector(repeating: 1) - y * y)
  }
  mapVectors(y, dy, into: dx, count: count, derivative)
}
