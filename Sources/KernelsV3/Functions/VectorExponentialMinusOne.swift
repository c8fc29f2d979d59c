import KernelInterface

extension CompiledKernels {
  package static func mapExpm1(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  ) {
    mapVectors(x, into: y, count: count, vectorExpm1)
  }
}

/// `e^x - 1` in each lane; see the function over pointers for errors and edges.
@inline(__always)
func vectorExpm1(_ x: Vector) -> Vector {
  let lowest = Vector(repeating: -30)
  let highest = Vector(repeating: 88.72283)
  let bounded = x.whereGreater(
    than: highest, highest, else: lowest.whereGreater(than: x, lowest, else: x))
  let (fraction, exponent) = reducedExponential(bounded)
  // (1 + f) 2^n - 1 = 2 (f 2^(n-1) + (2^(n-1) - ½)), because 2^128 is not a float.
  let scale = powerOfTwo(exponent &- 1)
  let half = fraction.fusedProduct(scale, plus: scale - Vector(repeating: 0.5))
  return x.whereGreater(than: highest, Vector(repeating: .infinity), else: half + half)
}
