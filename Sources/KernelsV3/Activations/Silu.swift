import KernelInterface

extension CompiledKernels {
  package static func silu(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  ) {
    mapVectors(x, into: y, count: count, vectorSilu)
  }

  package static func siluGradient(
    input x: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, count: Int
  ) {
    mapVectors(x, dy, into: dx, count: count, vectorSiluGradient)
  }
}

@inline(__always)
private func vectorSilu(_ x: Vector) -> Vector { x * vectorSigmoid(x) }

@inline(__always)
private func vectorSiluGradient(_ x: Vector, _ dy: Vector) -> Vector {
  let one = Vector(repeating: 1)
  let s = vectorSigmoid(x)
  return dy * (s * (one + x * (one - s)))
}
