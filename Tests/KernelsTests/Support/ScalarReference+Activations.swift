extension ScalarReference {
  /// The parts of `e^x = (1 + fraction) * 2^exponent`.
  private static func reduced(_ x: Float) -> (fraction: Float, exponent: Int) {
    let magic: Float = 12_582_912
    let n = fused(x, 0x1.715476p+0, magic) - magic
    let head = fused(n, -0x1.62e4p-1, x)
    let r = fused(n, -0x1.7f7d1cp-20, head)
    let rest = fused(n, -0x1.7f7d1cp-20, head - r)
    let coefficients: [Float] = [0.008368745, 0.04166839, 0.16666521, 0.49999994]
    let p = polynomial(0.0013814549, coefficients, at: r)
    return (r + fused(p * r, r, rest), Int(n))
  }

  private static func polynomial(_ first: Float, _ others: [Float], at x: Float) -> Float {
    others.reduce(first) { fused($0, x, $1) }
  }

  static func exponentialMinusOne(_ x: Float) -> Float {
    if x.isNaN { return x }
    if x > 88.72283 { return .infinity }
    let (fraction, exponent) = reduced(x < -30 ? -30 : x)
    let scale = Float(sign: .plus, exponent: exponent - 1, significand: 1)
    return 2 * fused(fraction, scale, scale - 0.5)
  }

  static func logarithmOnePlus(_ x: Float) -> Float {
    let sum = 1 + x
    return logarithm(sum) + (x > 0x1p24 ? 0 : (x - (sum - 1)) / sum)
  }

  static func tangent(_ x: Float) -> Float {
    if abs(x) > 0.625 {
      let value = 1 - 2 / (exponential(abs(x) + abs(x)) + 1)
      return x < 0 ? -value : value
    }
    let p = polynomial(
      -0.005694468, [0.020629836, -0.053736918, 0.13331409, -0.3333328], at: x * x)
    return fused(x * (x * x), p, x)
  }

  static func errorFunction(_ x: Float) -> Float {
    if abs(x) > 0.9 {
      let t = min(abs(x), 4)
      let q = polynomial(
        1.0429138e-05,
        [-0.00031482818, 0.0036102547, -0.023694443, 0.106158964, 0.63519806, 1.1286371], at: t)
      let value = 1 - exponential(-t * q)
      return x < 0 ? -value : value
    }
    let p = polynomial(
      7.9431004e-05,
      [-0.0008039753, 0.0051917532, -0.02685556, 0.11283624, -0.3761263, 0.12837917], at: x * x)
    return fused(x, p, x)
  }

  static func sigmoid(_ x: Float) -> Float {
    let term = exponential(-abs(x))
    return (x > 0 ? 1 : term) / (1 + term)
  }

  static func softplus(_ x: Float) -> Float {
    (x > 0 ? x : 0) + logarithmOnePlus(exponential(-abs(x)))
  }
}
