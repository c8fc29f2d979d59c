/// The obvious loops, with the operations of each result in the kernels' order.
///
/// They judge the kernels by bit pattern, so each is as plain as it can be.
enum ScalarReference {
  /// `a * b + c`, rounded once.
  static func fused(_ a: Float, _ b: Float, _ c: Float) -> Float {
    c.addingProduct(a, b)
  }

  static func matmul(_ x: [Float], _ w: [Float], rows m: Int, inner k: Int, columns n: Int)
    -> [Float]
  {
    var y = [Float](repeating: 0, count: m * n)
    for i in 0..<m {
      for j in 0..<n {
        var sum: Float = 0
        for s in 0..<k {
          sum = fused(x[i * k + s], w[s * n + j], sum)
        }
        y[i * n + j] = sum + 0
      }
    }
    return y
  }

  static func transposed(_ w: [Float], rows: Int, columns: Int) -> [Float] {
    (0..<columns).flatMap { column in (0..<rows).map { row in w[row * columns + column] } }
  }

  static func weightGradient(
    _ x: [Float], _ dy: [Float], leafRows: [Int], inner k: Int, columns n: Int
  ) -> [Float] {
    var dw = [Float](repeating: 0, count: k * n)
    for i in 0..<k {
      for j in 0..<n {
        dw[i * n + j] = leafTreeSum(leafRows) { rows in
          var sum: Float = 0
          for r in rows {
            sum = fused(x[r * k + i], dy[r * n + j], sum)
          }
          return sum
        }
      }
    }
    return dw
  }

  static func biasGradient(_ dy: [Float], leafRows: [Int], columns n: Int) -> [Float] {
    (0..<n).map { j in
      leafTreeSum(leafRows) { rows in rows.reduce(Float(0)) { $0 + dy[$1 * n + j] } }
    }
  }

  /// The balanced tree over leaves, root + (+0).
  static func leafTreeSum(_ leafRows: [Int], _ leafSum: (Range<Int>) -> Float) -> Float {
    var sums = zip(leafRows, leafRows.dropFirst()).map { leafSum($0..<$1) }
    while sums.count > 1 {
      sums = stride(from: 0, to: sums.count, by: 2).map { sums[$0] + sums[$0 + 1] }
    }
    return sums[0] + 0
  }

  /// Columns 16 apart added in order, then the lanes by halves.
  static func laneSum(_ values: [Float]) -> Float {
    var lanes = [Float](repeating: 0, count: 16)
    for (index, value) in values.enumerated() {
      lanes[index % 16] += value
    }
    for width in [8, 4, 2, 1] {
      lanes = (0..<width).map { lanes[$0] + lanes[$0 + width] }
    }
    return lanes[0]
  }

  static func softmaxTerms(_ row: [Float]) -> (maximum: Float, terms: [Float], sum: Float) {
    let maximum = row.reduce(-Float.infinity) { $1 > $0 ? $1 : $0 }
    let terms = row.map { exponential($0 - maximum) }
    return (maximum, terms, laneSum(terms))
  }

  /// The kernels' exponential, one number at a time.
  static func exponential(_ x: Float) -> Float {
    if x.isNaN { return x }
    if x > 88.72283 { return .infinity }
    if x < -87.33654 { return 0 }
    let magic: Float = 12_582_912
    let shifted = fused(x, 0x1.715476p+0, magic)
    let n = shifted - magic
    let head = fused(n, -0x1.62e4p-1, x)
    let r = fused(n, -0x1.7f7d1cp-20, head)
    let rest = fused(n, -0x1.7f7d1cp-20, head - r)
    let coefficients: [Float] = [0.008368745, 0.04166839, 0.16666521, 0.49999994]
    let p = coefficients.reduce(Float(0.0013814549)) { fused($0, r, $1) }
    let significand = 1 + (r + fused(p * r, r, rest))
    let half = (Int(n) >> 1)
    let scale = Float(sign: .plus, exponent: half, significand: 1)
    return significand * scale * Float(sign: .plus, exponent: Int(n) - half, significand: 1)
  }

  /// The kernels' logarithm of a positive normal number.
  static func logarithm(_ x: Float) -> Float {
    let offset = Int32(bitPattern: x.bitPattern) - 0x3f35_04f3
    let k = Float(offset >> 23)
    let f = Float(bitPattern: UInt32((offset & 0x007f_ffff) + 0x3f35_04f3)) - 1
    let coefficients: [Float] = [
      -0.116775095, 0.11888696, -0.12405341, 0.14219454, -0.16668005, 0.20002124, -0.2500001,
      0.33333313,
    ]
    let p = coefficients.reduce(Float(0.06747724)) { fused($0, f, $1) }
    let square = f * f
    let low = fused(square, -0.5, fused(square * f, p, k * 0x1.7f7d1cp-20))
    let high = fused(k, 0x1.62e4p-1, f)
    let highRest = fused(k, 0x1.62e4p-1, -high) + f
    return high + (low + highRest)
  }
}
