import KernelInterface

extension CompiledKernels {
  package static func exponential(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  ) {
    mapExp(x, into: y, count: count)
  }

  package static func exponentialGradient(
    output y: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, count: Int
  ) {
    @inline(__always)
    func derivative(_ y: Vector, _ dy: Vector) -> Vector {
      dy * y
    }
    mapVectors(y, dy, into: dx, count: count, derivative)
  }
}
