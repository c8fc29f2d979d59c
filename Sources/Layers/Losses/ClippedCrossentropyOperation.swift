import Engine
import Kernels

/// Cross-entropy between classes and outputs that need not sum to one, clipped before they are
/// divided by their sum: `-log(clip(p_c) / Σ clip(p_j))`.
///
/// `CategoricalCrossentropy` divides before it clips; Keras treats integer labels in this way. It
/// is rare (a model that does not end in a softmax), so it is computed row by row in `Double`.
struct ClippedCrossentropyOperation: LossOperation {
  let classCount: Int

  /// Keras's `epsilon()`: outputs are clipped to this range.
  private let range = 1e-7...(1 - 0x1p-23)

  func evaluate(_ pass: LossPass) {
    for row in 0..<pass.rows {
      unsafe pass.losses[row] = loss(pass, row: row).value
    }
  }

  /// `dL/dp_j = 1 / Σ q - [j == c] / q_c` where `p_j` was not clipped to `q_j`, else 0.
  func differentiate(_ pass: LossPass) {
    for row in 0..<pass.rows {
      let (value, sum) = loss(pass, row: row)
      unsafe pass.losses[row] = value
      let label = unsafe Int(pass.targets.classes[row])
      for j in 0..<classCount {
        let output = unsafe Double(pass.predictions[row * classCount + j])
        let slope = range.contains(output) ? 1 / sum - (j == label ? 1 / output : 0) : 0
        unsafe pass.gradient[row * classCount + j] = Float(slope) * pass.scales[row]
      }
    }
  }

  /// Returns a row's loss, and the sum of its clipped outputs.
  private func loss(_ pass: LossPass, row: Int) -> (value: Float, sum: Double) {
    var sum = 0.0
    for j in 0..<classCount { sum += clipped(pass, row, j) }
    let own = unsafe clipped(pass, row, Int(pass.targets.classes[row]))
    return (Float(Elementary.log(sum) - Elementary.log(own)), sum)
  }

  /// Returns an output, clipped; NaN passes through.
  private func clipped(_ pass: LossPass, _ row: Int, _ column: Int) -> Double {
    let output = unsafe Double(pass.predictions[row * classCount + column])
    if output < range.lowerBound { return range.lowerBound }
    return output > range.upperBound ? range.upperBound : output
  }
}
