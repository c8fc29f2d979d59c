import KernelInterface

extension CompiledKernels {
  package static func mapErf(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  ) {
    mapVectors(x, into: y, count: count, vectorErf)
  }
}

/// `erf x` in each lane; see the function over pointers for errors and edges.
@inline(__always)
func vectorErf(_ x: Vector) -> Vector {
  let magnitudes = x.magnitudes

  // erf x = x + x p(x²) up to 0.9, minimax of degree 6 in relative error (8.9e-10).
  let square = x * x
  var p = Vector(repeating: 7.9431004e-05)
  p = p.fusedProduct(square, plus: Vector(repeating: -0.0008039753))
  p = p.fusedProduct(square, plus: Vector(repeating: 0.0051917532))
  p = p.fusedProduct(square, plus: Vector(repeating: -0.02685556))
  p = p.fusedProduct(square, plus: Vector(repeating: 0.11283624))
  p = p.fusedProduct(square, plus: Vector(repeating: -0.3761263))
  p = p.fusedProduct(square, plus: Vector(repeating: 0.12837917))
  let small = x.fusedProduct(p, plus: x)

  // erf t = 1 - e^(-t q(t)) from 0.9 to 4, minimax of degree 6 in relative error (8.6e-10).
  let four = Vector(repeating: 4)
  let t = magnitudes.whereGreater(than: four, four, else: magnitudes)
  var q = Vector(repeating: 1.0429138e-05)
  q = q.fusedProduct(t, plus: Vector(repeating: -0.00031482818))
  q = q.fusedProduct(t, plus: Vector(repeating: 0.0036102547))
  q = q.fusedProduct(t, plus: Vector(repeating: -0.023694443))
  q = q.fusedProduct(t, plus: Vector(repeating: 0.106158964))
  q = q.fusedProduct(t, plus: Vector(repeating: 0.63519806))
  q = q.fusedProduct(t, plus: Vector(repeating: 1.1286371))
  let large = (Vector(repeating: 1) - vectorExp(-t * q)).withSigns(of: x)
  // A NaN compares false, and the polynomial gives NaN.
  return magnitudes.whereGreater(than: Vector(repeating: 0.9), large, else: small)
}
