extension Elementary {
  /// The sine of `x` radians, within 1 ulp for `|x|` up to 100,000.
  ///
  /// NaN beyond that, for infinities and for NaN.
  package static func sin(_ x: Double) -> Double {
    guard x.magnitude <= 100_000 else { return .nan }
    guard x.magnitude >= 0x1p-27 else { return x }
    let angle = Angle(x)
    switch angle.quadrant {
    case 0: return sine(angle)
    case 1: return cosine(angle)
    case 2: return -sine(angle)
    default: return -cosine(angle)
    }
  }

  /// The cosine of `x` radians, within 1 ulp for `|x|` up to 100,000.
  ///
  /// NaN beyond that, for infinities and for NaN.
  package static func cos(_ x: Double) -> Double {
    guard x.magnitude <= 100_000 else { return .nan }
    let angle = Angle(x)
    switch angle.quadrant {
    case 0: return cosine(angle)
    case 1: return -sine(angle)
    case 2: return -cosine(angle)
    default: return sine(angle)
    }
  }

  /// `sin(high + low)`; Taylor series; the first omitted term is below 2^-60 of the result.
  private static func sine(_ angle: Angle) -> Double {
    let (r, low) = (angle.high, angle.low)
    let z = r * r
    var p = 1.0 / 355_687_428_096_000
    p = p.fused(z, -1.0 / 1_307_674_368_000)
    p = p.fused(z, 1.0 / 6_227_020_800)
    p = p.fused(z, -1.0 / 39_916_800)
    p = p.fused(z, 1.0 / 362_880)
    p = p.fused(z, -1.0 / 5_040)
    p = p.fused(z, 1.0 / 120)
    p = p.fused(z, -1.0 / 6)
    // sin(r + low) = sin r + low cos r, with cos r to second order.
    let correction = low.fused(-0.5 * z, low)
    return r + (r * z).fused(p, correction)
  }

  /// `cos(high + low)`; Taylor series; the first omitted term is below 2^-57 of the result.
  private static func cosine(_ angle: Angle) -> Double {
    let (r, low) = (angle.high, angle.low)
    let z = r * r
    var p = 1.0 / 20_922_789_888_000
    p = p.fused(z, -1.0 / 87_178_291_200)
    p = p.fused(z, 1.0 / 479_001_600)
    p = p.fused(z, -1.0 / 3_628_800)
    p = p.fused(z, 1.0 / 40_320)
    p = p.fused(z, -1.0 / 720)
    p = p.fused(z, 1.0 / 24)
    // 1 - z/2 with its own rounding error, z's included, then the small terms.
    let half = 0.5 * z
    let head = 1 - half
    let squareRest = r.fused(r, -z)
    let rest = (1 - head) - half - 0.5 * squareRest
    return head + (z * z).fused(p, rest - r * low)
  }
}

/// An angle as a quarter turn from 0 to 3 and a rest of at most π/4, in two parts.
private struct Angle {
  var quadrant: Int
  var high: Double
  var low: Double

  /// Cody and Waite's reduction with π/2 in parts of 33, 33 and 53 bits (Cody and Waite 1980).
  ///
  /// A multiple of up to 63,662 of the first two parts is exact.
  init(_ x: Double) {
    let n = (x * 0x1.45f306dc9c883p-1).rounded(.toNearestOrEven)
    let first = (-n).fused(0x1.921fb544p+0, x)
    let second = n * 0x1.0b4611a6p-34
    // first - second with its rounding error, whichever is the greater.
    let difference = first - second
    let back = difference - first
    let error = (first - (difference - back)) - (second + back)
    let rest = (-n).fused(0x1.3198a2e037073p-69, error)
    high = difference + rest
    low = (difference - high) + rest
    quadrant = Int(n) & 3
  }
}
