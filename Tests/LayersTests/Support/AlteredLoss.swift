import Engine
import FileFormats

/// A loss like another one, with a mistake in its gradient.
struct AlteredLoss: Loss {
  let base: any Loss
  /// Nil for none.
  let kind: Alteration.Kind?

  var className: String { base.className }
  var configuration: [String: ConfigurationValue] { base.configuration }
  var logitActivation: ActivationFunction? { base.logitActivation }

  func targetForm(of labels: LabelKind) -> TargetForm? { base.targetForm(of: labels) }

  func operation(
    for output: Shape, _ form: TargetForm, onLogits: Bool
  ) throws(ModelError) -> any LossOperation {
    AlteredLossOperation(
      base: try base.operation(for: output, form, onLogits: onLogits), kind: kind,
      size: output.elementCount)
  }
}

/// What computes it.
private struct AlteredLossOperation: LossOperation {
  let base: any LossOperation
  let kind: Alteration.Kind?
  /// The elements of one sample.
  let size: Int

  func scratchCount(rows: Int) -> Int { base.scratchCount(rows: rows) }

  func evaluate(_ pass: LossPass) { base.evaluate(pass) }

  func differentiate(_ pass: LossPass) {
    let before = unsafe Array(
      UnsafeBufferPointer(start: pass.gradient, count: pass.rows * size))
    base.differentiate(pass)
    guard let kind else { return }
    unsafe Alteration(operation: 0, target: .input(0), kind: kind)
      .apply(to: pass.gradient, before: before, rowSize: size)
  }
}
