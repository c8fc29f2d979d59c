import Engine
import Kernels

/// `y = (x - mean) / max(√variance, 1e-7)`, or the inverse; each operation rounded by itself.
struct NormalizationOperation: Operation {
  /// The number of elements of one sample.
  let size: Int
  /// Which mean and variance each element has.
  let pattern: StatisticPattern
  /// Mean and variance where they are arguments; nil for variables.
  let constants: (mean: [Float], variance: [Float])?
  /// Whether the operation is `y = mean + x * max(√variance, 1e-7)`.
  let inverts: Bool

  var backwardReadsOutput: Bool { false }

  /// The least number of elements that a pattern is repeated to, so that vectors are full.
  private static let rowLength = 1_024

  private var period: Int { pattern.indices.count }

  /// The length of the repeated pattern, a multiple of the period, for passes of some rows.
  private func length(rows: Int) -> Int {
    guard size > 0 else { return 0 }
    let most = rows * (size / period)
    return max(1, min(most, (Self.rowLength + period - 1) / period)) * period
  }

  /// The means and the deviations of a repeated pattern.
  func scratchCount(rows: Int) -> Int { 2 * length(rows: rows) }

  func forward(_ pass: ForwardPass) {
    guard size > 0 else { return }
    let (count, length) = (pass.rows * size, length(rows: pass.rows))
    let (means, deviations) = unsafe (pass.scratch, pass.scratch + length)
    if let constants {
      unsafe constants.mean.withUnsafeBufferPointer { mean in
        unsafe constants.variance.withUnsafeBufferPointer { variance in
          unsafe fill(means, length) { unsafe mean[$0] }
          unsafe fill(deviations, length) { unsafe Self.deviation(variance[$0]) }
        }
      }
    } else {
      let (mean, variance) = unsafe (pass.variable(0), pass.variable(1))
      unsafe fill(means, length) { unsafe mean[$0] }
      unsafe fill(deviations, length) { unsafe Self.deviation(variance[$0]) }
    }
    let output = unsafe pass.output
    unsafe output.update(from: pass.input(0), count: count)
    if inverts {
      unsafe kernels.apply(.multiply, deviations, period: length, to: output, count: count)
      unsafe kernels.apply(.add, means, period: length, to: output, count: count)
    } else {
      unsafe kernels.apply(.subtract, means, period: length, to: output, count: count)
      unsafe kernels.apply(.divide, deviations, period: length, to: output, count: count)
    }
  }

  func backward(_ pass: BackwardPass) {
    guard size > 0, let inputGradient = unsafe pass.inputGradient(0) else { return }
    let (count, length) = (pass.rows * size, length(rows: pass.rows))
    let deviations = unsafe pass.scratch
    if let constants {
      unsafe constants.variance.withUnsafeBufferPointer { variance in
        unsafe fill(deviations, length) { unsafe Self.deviation(variance[$0]) }
      }
    } else {
      let variance = unsafe pass.variable(1)
      unsafe fill(deviations, length) { unsafe Self.deviation(variance[$0]) }
    }
    unsafe inputGradient.update(from: pass.outputGradient, count: count)
    unsafe kernels.apply(
      inverts ? .multiply : .divide, deviations, period: length, to: inputGradient, count: count)
  }

  private static func deviation(_ variance: Float) -> Float {
    max(variance.squareRoot(), Normalization.leastDeviation)
  }

  /// Writes the value of each element's statistic, over and over.
  private func fill(
    _ target: UnsafeMutablePointer<Float>, _ length: Int, _ value: (Int) -> Float
  ) {
    for (position, index) in pattern.indices.enumerated() {
      unsafe target[position] = value(index)
    }
    var filled = period
    while filled < length {
      let count = min(filled, length - filled)
      unsafe (target + filled).update(from: target, count: count)
      filled += count
    }
  }
}
