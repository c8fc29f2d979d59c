/// What a model is trained to make small.
///
/// To add one, write a file in this folder with the loss and its operation, and list it in
/// `LossRegistry`.
public protocol Loss: Sendable, Configurable, LossChoice {
  /// The activation on top of whose input the loss is computed where a model ends in it: softmax
  /// for a cross-entropy over classes.
  var logitActivation: ActivationFunction? { get }

  /// The form in which the loss reads labels of a kind, or nil where it cannot.
  func targetForm(of labels: LabelKind) -> TargetForm?

  /// What computes the loss on outputs of a shape.
  ///
  /// - Parameters:
  ///   - output: The shape of one sample's output.
  ///   - form: How the targets are written.
  ///   - onLogits: Whether the model's last activation is bypassed.
  /// - Returns: The loss over rows of that shape.
  /// - Throws: `ModelError.loss` when the output does not fit, or an argument is invalid.
  func operation(
    for output: Shape, _ form: TargetForm, onLogits: Bool
  ) throws(ModelError) -> any LossOperation
}

extension Loss {
  /// The loss itself.
  public func chosenLoss() -> any Loss { self }

  /// Keras's identifier: `categorical_crossentropy`.
  public var identifier: String { snakeCase(className) }

  /// No activation: the loss reads the model's output.
  public var logitActivation: ActivationFunction? { nil }
}

/// The ways to write what a model should answer.
public enum LabelKind: Sendable, Equatable {
  /// A class's index for each sample.
  case integer
  /// A row of zeros with a one.
  case oneHot
  /// Any numbers, of the output's shape.
  case dense
}

/// How a loss and the metrics read what a model should answer.
public enum TargetForm: Sendable, Equatable {
  /// A class's index for each sample.
  case classes
  /// A number for each number of the output.
  case values
}

/// A loss and its gradient, row by row.
public protocol LossOperation: Sendable {
  /// Floats of scratch memory wanted for passes of up to `rows` rows.
  func scratchCount(rows: Int) -> Int

  /// Writes each row's loss.
  func evaluate(_ pass: LossPass)

  /// Writes each row's loss, and the loss's gradient times the row's scale.
  func differentiate(_ pass: LossPass)
}

extension LossOperation {
  /// No scratch memory.
  public func scratchCount(rows: Int) -> Int { 0 }
}

/// What a loss sees of a pass; pointers are borrowed for the call.
@safe
public struct LossPass {
  /// The number of samples.
  public let rows: Int
  /// What each row's gradient is multiplied by: its sample's weight over the global batch's size.
  public let scales: UnsafePointer<Float>
  /// The model's outputs, or the logits before its last activation, row by row.
  public let predictions: UnsafePointer<Float>
  /// What the model should answer.
  public let targets: TargetRows
  /// Where each row's loss goes.
  public let losses: UnsafeMutablePointer<Float>
  /// Where the predictions' gradient goes.
  public let gradient: UnsafeMutablePointer<Float>
  /// Scratch memory as large as the operation asked for, 64-byte aligned.
  public let scratch: UnsafeMutablePointer<Float>
}
