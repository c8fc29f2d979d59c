import KernelInterface

extension CompiledKernels {
  package static func mapLog1p(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  ) {
    mapVectors(x, into: y, count: count, vectorLog1p)
  }
}

/// `ln(1 + x)` in each lane; see the function over pointers for errors and edges.
@inline(__always)
func vectorLog1p(_ x: Vector) -> Vector {
  let one = Vector(repeating: 1)
  let sum = one + x
  // The exact rounding error of the sum, which changes the logarithm by its fraction of the sum.
  let rest = (x - (sum - one)) / sum
  // For large magnitudes the error is 0 or NaN.
  let inside = x.whereGreater(than: Vector(repeating: 0x1p24), .zero, else: rest)
  let correction = sum.whereGreater(than: .zero, inside, else: .zero)
  return vectorLog(sum) + correction
}
