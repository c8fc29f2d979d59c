public import Engine
import Kernels

/// Cross-entropy of independent probabilities: the mean over a sample's outputs of
/// `-(y log p + (1 - y) log(1 - p))`.
///
/// After a sigmoid it is computed from the logits, without clipping, as Keras does on TensorFlow;
/// otherwise `p` is clipped to `[1e-7, 1 - 1e-7]`. Source: Keras 3, `BinaryCrossentropy`.
public struct BinaryCrossentropy: BuiltInLoss {
  /// Whether the model's outputs are logits rather than probabilities.
  package var fromLogits: Bool
  /// The smoothing of labels towards one half: `y (1 - s) + s / 2`.
  package var labelSmoothing: Float

  /// Creates the loss for a model that ends in probabilities, or in logits.
  public init(fromLogits: Bool = false, labelSmoothing: Float = 0) {
    self.fromLogits = fromLogits
    self.labelSmoothing = labelSmoothing
  }

  package var arguments: [String: ConfigurationValue] {
    ["from_logits": .bool(fromLogits), "label_smoothing": .exact(labelSmoothing)]
  }

  package var bypassedActivation: ActivationFunction? { .sigmoid }

  package func operation(
    of output: Shape, _ form: TargetForm, onLogits: Bool
  ) throws(ModelError) -> any LossOperation {
    try checkSmoothing(labelSmoothing, of: identifier)
    let size = output.elementCount
    guard onLogits || fromLogits else {
      return unsafe ElementwiseLossOperation(size: size, smoothing: labelSmoothing) {
        unsafe kernels.binaryCrossEntropyLoss(
          probabilities: $0, targets: $1, rows: $2, columns: $3, losses: $4)
      } gradient: {
        unsafe kernels.binaryCrossEntropy(
          probabilities: $0, targets: $1, rows: $2, columns: $3, scales: $4, losses: $5,
          gradient: $6)
      }
    }
    return unsafe ElementwiseLossOperation(size: size, smoothing: labelSmoothing) {
      unsafe kernels.binaryCrossEntropyLoss(
        logits: $0, targets: $1, rows: $2, columns: $3, losses: $4)
    } gradient: {
      unsafe kernels.binaryCrossEntropy(
        logits: $0, targets: $1, rows: $2, columns: $3, scales: $4, losses: $5, gradient: $6)
    }
  }
}

extension LossChoice where Self == BinaryCrossentropy {
  /// Cross-entropy for labels 0 and 1.
  public static var binaryCrossentropy: BinaryCrossentropy { BinaryCrossentropy() }
}
