/// Cross-entropy between integer labels and a distribution over classes: `-log p_c`.
///
/// The same numbers as `CategoricalCrossentropy` gives for the one-hot form of the labels. Source:
/// Keras 3, `SparseCategoricalCrossentropy`.
public struct SparseCategoricalCrossentropy: Loss {
  /// Whether the model's outputs are logits rather than probabilities.
  public var fromLogits: Bool

  /// The loss for a model that ends in probabilities, or in logits.
  public init(fromLogits: Bool = false) {
    self.fromLogits = fromLogits
  }

  /// Keras's identifier.
  public var identifier: String { "sparse_categorical_crossentropy" }

  /// The labels that the loss takes.
  public var labelKind: LabelKind { .integer }

  /// Whether `operation` is a softmax, whose input the loss then takes.
  public func fuses(with operation: any Operation) -> Bool { isSoftmaxOverSample(operation) }

  /// What computes the loss.
  public func operation(
    for output: Shape, onLogits: Bool
  ) throws(ModelError) -> any LossOperation {
    try crossentropy(named: identifier, for: output, onLogits: onLogits || fromLogits)
  }
}

extension Loss where Self == SparseCategoricalCrossentropy {
  /// Cross-entropy for integer labels.
  public static var sparseCategoricalCrossentropy: SparseCategoricalCrossentropy {
    SparseCategoricalCrossentropy()
  }
}
