import KernelInterface

extension CompiledKernels {
  package static func mapLog(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  ) {
    forEachVector(count) { i, lanes in
      vectorLog(Vector(loading: x + i, first: lanes)).store(to: y + i, first: lanes)
    }
  }
}

/// `ln x` in each lane; see the function over pointers for errors and edges.
@inline(__always)
func vectorLog(_ x: Vector) -> Vector {
  // x = 2^k (1 + f) with 1 + f from √½ to √2: the offset is the bits of √½.
  let bits = unsafeBitCast(x, to: SIMD16<Int32>.self)
  let offset = bits &- 0x3f35_04f3
  let k = Vector(exactly23Bits: offset &>> 23)
  let mantissa = (offset & 0x007f_ffff) &+ 0x3f35_04f3
  let f = unsafeBitCast(mantissa, to: Vector.self) - Vector(repeating: 1)

  // ln(1 + f) = f - f²/2 + f³ p(f), minimax of degree 8 in relative error (7.6e-10).
  var p = Vector(repeating: 0.06747724)
  p = p.fusedProduct(f, plus: Vector(repeating: -0.116775095))
  p = p.fusedProduct(f, plus: Vector(repeating: 0.11888696))
  p = p.fusedProduct(f, plus: Vector(repeating: -0.12405341))
  p = p.fusedProduct(f, plus: Vector(repeating: 0.14219454))
  p = p.fusedProduct(f, plus: Vector(repeating: -0.16668005))
  p = p.fusedProduct(f, plus: Vector(repeating: 0.20002124))
  p = p.fusedProduct(f, plus: Vector(repeating: -0.2500001))
  p = p.fusedProduct(f, plus: Vector(repeating: 0.33333313))
  let square = f * f
  // The small terms first: ln 2's low part, the cubic and the quadratic.
  var low = k * Vector(repeating: 0x1.7f7d1cp-20)
  low = (square * f).fusedProduct(p, plus: low)
  low = square.fusedProduct(Vector(repeating: -0.5), plus: low)
  let high = k.fusedProduct(Vector(repeating: 0x1.62e4p-1), plus: f)
  let highRest = k.fusedProduct(Vector(repeating: 0x1.62e4p-1), plus: -high) + f
  let result = high + (low + highRest)

  let leastNormal = Vector(repeating: .leastNormalMagnitude)
  let greatest = Vector(repeating: .greatestFiniteMagnitude)
  let small = leastNormal.whereGreater(than: x, Vector(repeating: -.infinity), else: result)
  let negative = x.whereAtMost(-leastNormal, Vector(repeating: .nan), else: small)
  // +inf and NaN pass through; a NaN compares false everywhere.
  return x.whereAtMost(greatest, negative, else: x)
}

extension Vector {
  /// Integers of magnitude below 2^22 as floats, without a conversion instruction.
  @inline(__always)
  fileprivate init(exactly23Bits n: SIMD16<Int32>) {
    let biased = unsafeBitCast(n &+ 0x4b40_0000, to: Vector.self)
    self = biased - Vector(repeating: 12_582_912)
  }
}
