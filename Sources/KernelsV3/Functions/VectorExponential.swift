import KernelInterface

extension CompiledKernels {
  package static func mapExp(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  ) {
    forEachVector(count) { i, lanes in
      vectorExp(Vector(loading: x + i, first: lanes)).store(to: y + i, first: lanes)
    }
  }
}

/// `e^x` in each lane; see the function over pointers for errors and edges.
///
/// Internal: how sixteen lanes are passed to a function depends on the processor that each of the
/// two modules is compiled for.
@inline(__always)
func vectorExp(_ x: Vector) -> Vector {
  let lowest = Vector(repeating: -87.33654)
  let highest = Vector(repeating: 88.72283)
  // Keeps the exponent's bits in range; NaN passes through, and the polynomial gives NaN.
  let bounded = x.whereGreater(
    than: highest, highest, else: lowest.whereGreater(than: x, lowest, else: x))

  let (fraction, exponent) = reducedExponential(bounded)
  let p = Vector(repeating: 1) + fraction

  // In two factors, because 2^128 is not a float and the largest results need it.
  let half = exponent &>> 1
  let scaled = p * powerOfTwo(half) * powerOfTwo(exponent &- half)
  let bottom = lowest.whereGreater(than: x, .zero, else: scaled)
  return x.whereGreater(than: highest, Vector(repeating: .infinity), else: bottom)
}

/// `e^x = (1 + fraction) * 2^exponent` for `x` from -88 to 89, the fraction from -0.3 to 0.42.
@inline(__always)
func reducedExponential(_ x: Vector) -> (fraction: Vector, exponent: SIMD16<Int32>) {
  // x = n ln 2 + r + rest. Adding 1.5 * 2^23 leaves n, rounded to nearest, in the low bits of the
  // sum.
  let magic = Vector(repeating: 12_582_912)
  let shifted = x.fusedProduct(Vector(repeating: 0x1.715476p+0), plus: magic)
  let n = shifted - magic
  let head = n.fusedProduct(Vector(repeating: -0x1.62e4p-1), plus: x)
  let r = n.fusedProduct(Vector(repeating: -0x1.7f7d1cp-20), plus: head)
  let rest = n.fusedProduct(Vector(repeating: -0x1.7f7d1cp-20), plus: head - r)

  // e^r = 1 + r + r² p(r) on |r| <= ln 2 / 2, minimax of degree 4 in relative error (3.1e-9).
  var p = Vector(repeating: 0.0013814549)
  p = p.fusedProduct(r, plus: Vector(repeating: 0.008368745))
  p = p.fusedProduct(r, plus: Vector(repeating: 0.04166839))
  p = p.fusedProduct(r, plus: Vector(repeating: 0.16666521))
  p = p.fusedProduct(r, plus: Vector(repeating: 0.49999994))
  p = (p * r).fusedProduct(r, plus: rest)
  let exponent = unsafeBitCast(shifted, to: SIMD16<Int32>.self) &- 0x4b40_0000
  return (r + p, exponent)
}

/// `2^n` for `n` from -126 to 127.
@inline(__always)
func powerOfTwo(_ n: SIMD16<Int32>) -> Vector {
  unsafeBitCast((n &+ 127) &<< 23, to: Vector.self)
}
