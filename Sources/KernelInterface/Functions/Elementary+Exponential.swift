extension Elementary {
  /// `e^x`, within 1 ulp where the result is a normal number.
  ///
  /// +inf above 709.7827; +0 where the result would be below the least normal number, 2^-1022 (`x`
  /// below -708.3964); NaN for NaN.
  package static func exp(_ x: Double) -> Double {
    guard x <= 709.782712893384 else { return x.isNaN ? x : .infinity }
    guard x >= -708.396418532264 else { return 0 }
    // x = n ln 2 + r + rest with |r| <= ln 2 / 2; n times the high part of ln 2 is exact.
    let n = (x * 0x1.71547652b82fep+0).rounded(.toNearestOrEven)
    let head = (-n).fused(0x1.62e42fefa2p-1, x)
    let r = (-n).fused(0x1.9ef35793c7673p-41, head)
    let rest = (-n).fused(0x1.9ef35793c7673p-41, head - r)

    // Taylor: the first omitted term is below 2^-57 of the result.
    var p = 1.0 / 6_227_020_800
    p = p.fused(r, 1.0 / 479_001_600)
    p = p.fused(r, 1.0 / 39_916_800)
    p = p.fused(r, 1.0 / 3_628_800)
    p = p.fused(r, 1.0 / 362_880)
    p = p.fused(r, 1.0 / 40_320)
    p = p.fused(r, 1.0 / 5_040)
    p = p.fused(r, 1.0 / 720)
    p = p.fused(r, 1.0 / 120)
    p = p.fused(r, 1.0 / 24)
    p = p.fused(r, 1.0 / 6)
    p = p.fused(r, 1.0 / 2)
    let result = 1 + (r + (p * r).fused(r, rest))
    // In two factors, because 2^1024 is not a `Double` and the largest results need it.
    let exponent = Int(n)
    let half = exponent >> 1
    return result * powerOfTwo(half) * powerOfTwo(exponent - half)
  }

  /// `ln x`, within 1 ulp.
  ///
  /// -inf for ±0, NaN for smaller values, +inf for +inf, NaN for NaN. A denormal counts as 0,
  /// whatever the floating-point mode.
  package static func log(_ x: Double) -> Double {
    guard x >= .leastNormalMagnitude else {
      return x.isNaN ? x : x > -.leastNormalMagnitude ? -.infinity : .nan
    }
    guard x <= .greatestFiniteMagnitude else { return x }
    // x = 2^k (1 + f) with 1 + f from √½ to √2: the offset is the bits of √½.
    let offset = Int64(bitPattern: x.bitPattern) &- rootOfHalf
    let k = Double(offset >> 52)
    let f = Double(bitPattern: UInt64(bitPattern: (offset & 0xf_ffff_ffff_ffff) &+ rootOfHalf)) - 1

    // ln(1 + f) = 2 artanh(s) = 2s + s q(s²) with s = f / (2 + f), and 2s = f - s f; the products
    // are arranged so that f is separate and the rest is small.
    let s = f / (2 + f)
    let z = s * s
    var q = 2.0 / 23
    for denominator in stride(from: 21.0, through: 3, by: -2) {
      q = q.fused(z, 2 / denominator)
    }
    let halfSquare = 0.5 * f * f
    let tail = s.fused(halfSquare + z * q, k * 0x1.9ef35793c7673p-41)
    let rest = tail - halfSquare
    let high = k.fused(0x1.62e42fefa2p-1, f)
    let highRest = k.fused(0x1.62e42fefa2p-1, -high) + f
    return high + (highRest + rest)
  }

  /// The bits of √½.
  private static var rootOfHalf: Int64 { 0x3fe6_a09e_667f_3bcd }

  /// `2^n` for `n` from -1022 to 1023.
  private static func powerOfTwo(_ n: Int) -> Double {
    Double(sign: .plus, exponent: n, significand: 1)
  }
}

extension Double {
  /// `self * factor + term`, rounded once.
  @inline(__always)
  func fused(_ factor: Double, _ term: Double) -> Double {
    term.addingProduct(self, factor)
  }
}
