import KernelInterface

extension CompiledKernels {
  package static func mapTanh(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  ) {
    mapVectors(x, into: y, count: count, vectorTanh)
  }
}

/// `tanh x` in each lane; see the function over pointers for errors and edges.
@inline(__always)
func vectorTanh(_ x: Vector) -> Vector {
  let magnitudes = x.magnitudes
  let one = Vector(repeating: 1)

  // tanh x = x + x³ p(x²) up to 0.625, minimax of degree 4 in relative error (4.5e-9).
  let square = x * x
  var p = Vector(repeating: -0.005694468)
  p = p.fusedProduct(square, plus: Vector(repeating: 0.020629836))
  p = p.fusedProduct(square, plus: Vector(repeating: -0.053736918))
  p = p.fusedProduct(square, plus: Vector(repeating: 0.13331409))
  p = p.fusedProduct(square, plus: Vector(repeating: -0.3333328))
  let small = (x * square).fusedProduct(p, plus: x)

  let exponential = vectorExp(magnitudes + magnitudes)
  let large = (one - Vector(repeating: 2) / (exponential + one)).withSigns(of: x)
  // A NaN compares false, and the polynomial gives NaN.
  return magnitudes.whereGreater(than: Vector(repeating: 0.625), large, else: small)
}
