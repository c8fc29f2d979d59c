/// A batch normalisation in `Double`, for central differences.
enum NormalizationReference {
  /// `Σ weights * y` for one column (or row) of numbers normalised with its own statistics.
  static func weightedSum(
    _ x: [Double], weights: [Double], gamma: [Double], epsilon: Double
  ) -> Double {
    var sum = 0.0
    for (index, normalized) in normalized(x, epsilon: epsilon).enumerated() {
      sum += weights[index] * normalized * gamma[index]
    }
    return sum
  }

  /// `(x - mean) / √(variance + epsilon)`.
  static func normalized(_ x: [Double], epsilon: Double) -> [Double] {
    let count = Double(x.count)
    let mean = x.reduce(0, +) / count
    let squares = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = (squares / count + epsilon).squareRoot()
    return x.map { ($0 - mean) / deviation }
  }

  /// The central differences of `weightedSum`.
  static func slopes(_ x: [Double], weights: [Double], gamma: [Double], epsilon: Double)
    -> [Double]
  {
    let step = 1e-6
    return x.indices.map { index in
      var (below, above) = (x, x)
      below[index] -= step
      above[index] += step
      let difference =
        weightedSum(above, weights: weights, gamma: gamma, epsilon: epsilon)
        - weightedSum(below, weights: weights, gamma: gamma, epsilon: epsilon)
      return difference / (2 * step)
    }
  }
}
