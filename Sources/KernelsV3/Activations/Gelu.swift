import KernelInterface

extension CompiledKernels {
  package static func gelu(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  ) {
    mapVectors(x, into: y, count: count, vectorGelu)
  }

  package static func geluGradient(
    input x: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, count: Int
  ) {
    mapVectors(x, dy, into: dx, count: count, vectorGeluGradient)
  }
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
