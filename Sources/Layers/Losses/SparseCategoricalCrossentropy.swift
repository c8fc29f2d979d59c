public import Engine

/// Cross-entropy between integer labels and a distribution over classes: `-log p_c`.
///
/// After a softmax it is computed from the logits and gives the same numbers as
/// `CategoricalCrossentropy` for the one-hot form of the labels; otherwise `p` is clipped to
/// `[1e-7, 1 - 1e-7]` and then divided by its sum. Source: Keras 3,
/// `SparseCategoricalCrossentropy`.
public struct SparseCategoricalCrossentropy: BuiltInLoss {
  /// Whether the model's outputs are logits rather than probabilities.
  package var fromLogits: Bool

  /// Creates the loss for a model that ends in probabilities, or in logits.
  public init(fromLogits: Bool = false) {
    self.fromLogits = fromLogits
  }

  package var arguments: [String: ConfigurationValue] { ["from_logits": .bool(fromLogits)] }

  package var bypassedActivation: ActivationFunction? { .softmax }

  /// Returns `.classes` for integer labels.
  package func targetForm(for labels: LabelKind) -> TargetForm? {
    labels == .integer ? .classes : nil
  }

  package func operation(
    of output: Shape, _ form: TargetForm, onLogits: Bool
  ) throws(ModelError) -> any LossOperation {
    let classCount = try classCount(of: output, for: identifier)
    return onLogits || fromLogits
      ? CategoricalCrossentropyOperation(classCount: classCount, onLogits: true, smoothing: 0)
      : ClippedCrossentropyOperation(classCount: classCount)
  }
}

extension LossChoice where Self == SparseCategoricalCrossentropy {
  /// Cross-entropy for integer labels.
  public static var sparseCategoricalCrossentropy: SparseCategoricalCrossentropy {
    SparseCategoricalCrossentropy()
  }
}
