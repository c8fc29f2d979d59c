import Kernels
import TestSupport
import Testing

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

/// Compares the gradient of gamma with the scalar tree of `dy · (x - mean) · inverse deviation`,
/// for every width up to two vectors and some wider.
///
/// `statistics` says how many means there are, `index` which of them belongs to an element;
/// `kernel` is given x, its gradient, means, inverse deviations, target, leaves' rows, their
/// number, columns and scratch.
func expectGammaGradients(
  _ cut: LeafCut, seed: UInt64, statistics: (_ rows: Int, _ columns: Int) -> Int,
  index: (_ row: Int, _ column: Int) -> Int,
  kernel: (
    UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>, UnsafePointer<Float>,
    UnsafeMutablePointer<Float>, UnsafePointer<Int>, Int, Int, UnsafeMutablePointer<Float>
  ) -> Void
) {
  var samples = SampleValues(seed: seed)
  for columns in Array(0...34) + [64, 65] {
    let count = cut.rowEnd * columns
    let (x, dy) = (samples.floats(count), samples.floats(count))
    let size = statistics(cut.rowEnd, columns)
    let (means, inverses) = (samples.floats(size), samples.floats(size))
    let products = x.indices.map { element in
      let place = index(element / columns, element % columns)
      return dy[element] * ((x[element] - means[place]) * inverses[place])
    }
    let buffers = GuardedBuffers([x, dy, means, inverses])
    let leafRows = GuardedBuffer(cut.leafRows)
    let sums = GuardedBuffer(count: columns)
    let scratch = GuardedBuffer(
      scratch: kernels.matmulScratchCount(rows: 0, inner: 0, columns: columns))
    kernel(
      buffers[0].pointer, buffers[1].pointer, buffers[2].pointer, buffers[3].pointer, sums.pointer,
      leafRows.pointer, cut.sizes.count, columns, scratch.pointer)
    expectSameBits(
      sums.values, ScalarReference.biasGradient(products, leafRows: cut.leafRows, columns: columns),
      "\(columns) columns, \(cut.testDescription)")
    #expect(sums.isIntactBefore && scratch.isIntactBefore)
  }
}
