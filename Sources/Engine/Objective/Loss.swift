/// A function that training minimizes.
///
/// To add one, write a file in this folder with the loss and its operation, and list it in
/// `LossRegistry`.
public protocol Loss: Sendable, Configurable, LossChoice {
  /// The activation that the loss includes where a model ends in it, so that it is computed from
  /// logits: softmax for a cross-entropy over classes.
  var logitActivation: ActivationFunction? { get }

  /// Returns the form in which the loss reads labels of a kind, or nil where it does not support
  /// them.
  func targetForm(of labels: LabelKind) -> TargetForm?

  /// Returns the operation that computes the loss on outputs of a shape.
  ///
  /// - Parameters:
  ///   - output: The shape of one sample's output.
  ///   - form: The encoding of the targets.
  ///   - onLogits: Whether the model's last activation is bypassed.
  /// - Returns: The operation on rows of that shape.
  /// - Throws: `ModelError.loss` when the output does not fit, or an argument is invalid.
  func operation(
    for output: Shape, _ form: TargetForm, onLogits: Bool
  ) throws(ModelError) -> any LossOperation
}

extension Loss {
  /// Keras's identifier: `categorical_crossentropy`.
  public var identifier: String { snakeCase(className) }

  /// Nil: the loss reads the model's output.
  public var logitActivation: ActivationFunction? { nil }

  /// Labels of every kind as numbers.
  public func targetForm(of labels: LabelKind) -> TargetForm? { .values }
}

/// The encodings of labels.
public enum LabelKind: Sendable, Equatable {
  /// A class's index for each sample.
  case integer
  /// A one-hot row.
  case oneHot
  /// Any numbers, of the output's shape.
  case dense
}

/// The encodings in which a loss and the metrics read labels.
public enum TargetForm: Sendable, Equatable {
  /// A class's index for each sample.
  case classes
  /// A number for each element of the output.
  case values
}

/// A loss and its gradient, row by row.
public protocol LossOperation: Sendable {
  /// Returns the floats of scratch memory needed for passes of up to `rows` rows.
  func scratchCount(rows: Int) -> Int

  /// Writes each row's loss.
  func evaluate(_ pass: LossPass)

  /// Writes each row's loss, and the loss's gradient times the row's scale.
  func differentiate(_ pass: LossPass)
}

extension LossOperation {
  /// Returns 0: the loss needs no scratch memory.
  public func scratchCount(rows: Int) -> Int { 0 }
}

/// The operands of a loss in one pass; pointers are borrowed for the call.
@safe
public struct LossPass {
  /// The number of samples.
  public let rows: Int
  /// The factor of each row's gradient: the sample's weight divided by the global batch's size.
  public let scales: UnsafePointer<Float>
  /// The model's outputs, or the logits before its last activation, row by row.
  public let predictions: UnsafePointer<Float>
  /// The labels.
  public let targets: TargetRows
  /// The destination of each row's loss.
  public let losses: UnsafeMutablePointer<Float>
  /// The destination of the gradient with respect to the predictions.
  public let gradient: UnsafeMutablePointer<Float>
  /// Scratch memory of `scratchCount(rows:)` floats, 64-byte aligned.
  public let scratch: UnsafeMutablePointer<Float>
}
