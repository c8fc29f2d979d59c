import Kernels

/// Cross-entropy from logits: `log Σ exp(z_j) - z_c`, gradient `p - y`.
struct LogitCrossentropyOperation: LossOperation {
  let classCount: Int

  func evaluate(_ pass: LossPass) {
    unsafe softmaxCrossEntropyLoss(
      logits: pass.predictions, classes: pass.classes, rows: pass.rows, columns: classCount,
      losses: pass.losses, hits: pass.hits)
  }

  func differentiate(_ pass: LossPass) {
    unsafe softmaxCrossEntropy(
      logits: pass.predictions, classes: pass.classes, rows: pass.rows, columns: classCount,
      scale: pass.scale, losses: pass.losses, hits: pass.hits, gradient: pass.gradient)
  }
}

/// Cross-entropy from outputs that need not sum to one: `-log clip(p_c / Σ p_j)`.
///
/// Rare enough (a model whose last layer is no softmax) that it is written row by row in `Double`.
struct ProbabilityCrossentropyOperation: LossOperation {
  let classCount: Int

  /// Keras's `epsilon()`: probabilities are kept this far from 0 and 1.
  private let epsilon = 1e-7

  func evaluate(_ pass: LossPass) {
    for row in 0..<pass.rows {
      let share = classShare(pass, row: row).share
      unsafe pass.losses[row] = Float(-Elementary.log(min(max(share, epsilon), 1 - epsilon)))
      unsafe pass.hits[row] = hit(pass, row: row)
    }
  }

  /// `dL/dp_j = 1 / Σ p - [j == c] / p_c` where the share is not clipped, else 0.
  func differentiate(_ pass: LossPass) {
    evaluate(pass)
    for row in 0..<pass.rows {
      let (share, sum, value) = classShare(pass, row: row)
      let isClipped = !(share > epsilon && share < 1 - epsilon)
      let label = unsafe Int(pass.classes[row])
      for j in 0..<classCount {
        let slope = isClipped ? 0 : 1 / sum - (j == label ? 1 / value : 0)
        unsafe pass.gradient[row * classCount + j] = Float(slope) * pass.scale
      }
    }
  }

  /// The label's share of its row, the row's sum, and the label's value.
  private func classShare(
    _ pass: LossPass, row: Int
  ) -> (share: Double, sum: Double, value: Double) {
    var sum = 0.0
    for j in 0..<classCount {
      unsafe sum += Double(pass.predictions[row * classCount + j])
    }
    let value = unsafe Double(pass.predictions[row * classCount + Int(pass.classes[row])])
    return (value / sum, sum, value)
  }

  private func hit(_ pass: LossPass, row: Int) -> Int32 {
    var best = 0
    for j in 1..<max(classCount, 1) {
      let isLarger =
        unsafe pass.predictions[row * classCount + j]
        > pass.predictions[row * classCount + best]
      if isLarger { best = j }
    }
    return unsafe best == Int(pass.classes[row]) ? 1 : 0
  }
}
