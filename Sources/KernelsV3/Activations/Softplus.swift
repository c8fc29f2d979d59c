import KernelInterface

extension CompiledKernels {
  package static func softplus(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  ) {
    mapVectors(x, into: y, count: count, vectorSoftplus)
  }

  package static func softplusGradient(
    input x: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, count: Int
  ) {
    @inline(__always)
    func derivative(_ x: Vector, _ dy: Vector) -> Vector {
      dy * vectorSigmoid(x)
    }
    mapVectors(x, dy, into: dx, count: count, derivative)
  }
}

/// `ln(1 + e^x)` in each lane; see the function over pointers for errors and edges.
@inline(__always)
func vectorSoftplus(_ x: Vector) -> Vector {
  x.rectified + vectorLog1p(vectorExp(-x.magnitudes))
}
