public import Engine

/// Cross-entropy between one-hot labels and a distribution over classes: `-Σ y_j log p_j`.
///
/// After a softmax it is computed from the logits, without clipping, as Keras does on TensorFlow;
/// otherwise `p` is divided by its sum and clipped to `[1e-7, 1 - 1e-7]`. Source: Keras 3,
/// `CategoricalCrossentropy`.
public struct CategoricalCrossentropy: BuiltInLoss {
  /// Whether the model's outputs are logits rather than probabilities.
  package var fromLogits: Bool
  /// The smoothing of labels towards the uniform distribution: `y (1 - s) + s / classes`.
  package var labelSmoothing: Float

  /// Creates the loss for a model that ends in probabilities, or in logits.
  public init(fromLogits: Bool = false, labelSmoothing: Float = 0) {
    self.fromLogits = fromLogits
    self.labelSmoothing = labelSmoothing
  }

  package var arguments: [String: ConfigurationValue] {
    ["from_logits": .bool(fromLogits), "label_smoothing": .exact(labelSmoothing)]
  }

  package var bypassedActivation: ActivationFunction? { .softmax }

  /// Returns `.classes` for one-hot labels and `.values` for soft ones.
  package func targetForm(for labels: LabelKind) -> TargetForm? {
    switch labels {
    case .integer: nil
    case .oneHot: .classes
    case .dense: .values
    }
  }

  package func operation(
    of output: Shape, _ form: TargetForm, onLogits: Bool
  ) throws(ModelError) -> any LossOperation {
    try checkSmoothing(labelSmoothing, of: identifier)
    return CategoricalCrossentropyOperation(
      classCount: try classCount(of: output, for: identifier),
      onLogits: onLogits || fromLogits, smoothing: labelSmoothing)
  }
}

extension LossChoice where Self == CategoricalCrossentropy {
  /// Cross-entropy for one-hot labels.
  public static var categoricalCrossentropy: CategoricalCrossentropy { CategoricalCrossentropy() }
}

/// Returns the number of classes of an output, or throws an error that names the loss.
func classCount(of output: Shape, for loss: String) throws(ModelError) -> Int {
  guard output.rank == 1 else {
    throw .loss(loss, expected: "an output of shape (None, classes)", found: output.description)
  }
  return output.elementCount
}

/// - Throws: `ModelError.loss` for a label smoothing outside 0 to 1.
func checkSmoothing(_ smoothing: Float, of loss: String) throws(ModelError) {
  guard smoothing >= 0, smoothing <= 1 else {
    throw .loss(loss, expected: "a label smoothing from 0 to 1", found: "\(smoothing)")
  }
}
