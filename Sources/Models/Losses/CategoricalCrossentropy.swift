/// Cross-entropy between one-hot labels and a distribution over classes: `-Σ y_j log p_j`.
///
/// After a softmax it is computed from the logits, without clipping, as Keras does on TensorFlow;
/// otherwise `p` is divided by its sum and clipped to `[1e-7, 1 - 1e-7]`. Source: Keras 3,
/// `CategoricalCrossentropy`.
public struct CategoricalCrossentropy: Loss {
  /// Whether the model's outputs are logits rather than probabilities.
  public var fromLogits: Bool

  /// The loss for a model that ends in probabilities, or in logits.
  public init(fromLogits: Bool = false) {
    self.fromLogits = fromLogits
  }

  /// Keras's identifier.
  public var identifier: String { "categorical_crossentropy" }

  /// The labels that the loss takes.
  public var labelKind: LabelKind { .oneHot }

  /// Whether `operation` is a softmax, whose input the loss then takes.
  public func fuses(with operation: any Operation) -> Bool { isSoftmaxOverSample(operation) }

  /// What computes the loss.
  public func operation(
    for output: Shape, onLogits: Bool
  ) throws(ModelError) -> any LossOperation {
    try crossentropy(named: identifier, for: output, onLogits: onLogits || fromLogits)
  }
}

extension Loss where Self == CategoricalCrossentropy {
  /// Cross-entropy for one-hot labels.
  public static var categoricalCrossentropy: CategoricalCrossentropy { CategoricalCrossentropy() }
}

/// Whether the operation makes one distribution of a sample, rather than one of each of its rows.
func isSoftmaxOverSample(_ operation: any Operation) -> Bool {
  guard let softmax = operation as? SoftmaxOperation else { return false }
  return softmax.size == softmax.classCount
}

/// The operation that both cross-entropies over classes share.
func crossentropy(
  named identifier: String, for output: Shape, onLogits: Bool
) throws(ModelError) -> any LossOperation {
  guard output.rank == 1 else {
    throw .loss(
      identifier, expected: "an output of shape (None, classes)", found: output.description)
  }
  return onLogits
    ? LogitCrossentropyOperation(classCount: output.elementCount)
    : ProbabilityCrossentropyOperation(classCount: output.elementCount)
}
