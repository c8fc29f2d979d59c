import Engine
import Kernels

/// Cross-entropy over classes, from logits or probabilities, for classes or soft labels.
struct CategoricalCrossentropyOperation: LossOperation {
  let classCount: Int
  let onLogits: Bool
  /// The smoothing of labels towards the uniform distribution.
  let smoothing: Float

  /// Returns the count for dense targets, where they are not read in their own form.
  func scratchCount(rows: Int) -> Int { rows * classCount }

  func evaluate(_ pass: LossPass) {
    switch (readsClasses(pass), onLogits) {
    case (true, _):
      unsafe kernels.softmaxCrossEntropyLoss(
        logits: pass.predictions, classes: pass.targets.classes, rows: pass.rows,
        columns: classCount, losses: pass.losses)
    case (false, true):
      unsafe kernels.categoricalCrossEntropyLoss(
        logits: pass.predictions, targets: targets(pass), rows: pass.rows, columns: classCount,
        losses: pass.losses)
    case (false, false):
      unsafe kernels.categoricalCrossEntropyLoss(
        probabilities: pass.predictions, targets: targets(pass), rows: pass.rows,
        columns: classCount, losses: pass.losses)
    }
  }

  func differentiate(_ pass: LossPass) {
    switch (readsClasses(pass), onLogits) {
    case (true, _):
      unsafe kernels.softmaxCrossEntropy(
        logits: pass.predictions, classes: pass.targets.classes, rows: pass.rows,
        columns: classCount, scales: pass.scales, losses: pass.losses, gradient: pass.gradient)
    case (false, true):
      unsafe kernels.categoricalCrossEntropy(
        logits: pass.predictions, targets: targets(pass), rows: pass.rows, columns: classCount,
        scales: pass.scales, losses: pass.losses, gradient: pass.gradient)
    case (false, false):
      unsafe kernels.categoricalCrossEntropy(
        probabilities: pass.predictions, targets: targets(pass), rows: pass.rows,
        columns: classCount, scales: pass.scales, losses: pass.losses, gradient: pass.gradient)
    }
  }

  /// Whether one pass over the logits reads class labels directly, as in the tutorial.
  private func readsClasses(_ pass: LossPass) -> Bool {
    pass.targets.form == .classes && onLogits && smoothing == 0
  }

  /// Returns the targets as dense rows, smoothed.
  private func targets(_ pass: LossPass) -> UnsafePointer<Float> {
    let count = pass.rows * classCount
    let scratch = unsafe pass.scratch
    switch pass.targets.form {
    case .values:
      guard smoothing > 0 else { return unsafe pass.targets.values }
      unsafe scratch.update(from: pass.targets.values, count: count)
    case .classes:
      unsafe scratch.update(repeating: 0, count: count)
      for row in 0..<pass.rows {
        unsafe scratch[row * classCount + Int(pass.targets.classes[row])] = 1
      }
    }
    if smoothing > 0 {
      unsafe kernels.rescale(
        UnsafePointer(scratch), into: scratch, count: count, scale: 1 - smoothing,
        offset: smoothing / Float(classCount))
    }
    return unsafe UnsafePointer(scratch)
  }
}
