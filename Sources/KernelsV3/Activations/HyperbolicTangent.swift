import KernelInterface

extension CompiledKernels {
  package static func tanh(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  ) {
    mapTanh(x, into: y, count: count)
  }

  package static func tanhGradient(
    output y: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, count: Int
  ) {
    @inline(__always)
    func derivative(_ y: Vector, _ dy: Vector) -> Vector {
      dy * (Vector(repeating: 1) - y * y)
    }
    mapVectors(y, dy, into: dx, count: count, derivative)
  }
}
