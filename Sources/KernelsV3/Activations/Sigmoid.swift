import KernelInterface

extension CompiledKernels {
  package static func sigmoid(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  ) {
    mapVectors(x, into: y, count: count, vectorSigmoid)
  }

  package static func sigmoidGradient(
    output y: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, count: Int
  ) {
    @inline(__always)
    func derivative(_ y: Vector, _ dy: Vector) -> Vector {
      dy * (y * (Vector(repeating: 1) - y))
    }
    mapVectors(y, dy, into: dx, count: count, derivative)
  }
}

/// The logistic function in each lane; see the function over pointers for errors and edges.
@inline(__always)
func vectorSigmoid(_ x: Vector) -> Vector {
  // e^-|x| is at most 1; a numerator of 1 or of it gives the two sides.
  let term = vectorExp(-x.magnitudes)
  let one = Vector(repeating: 1)
  return x.whereGreater(than: .zero, one, else: term) / (one + term)
}
