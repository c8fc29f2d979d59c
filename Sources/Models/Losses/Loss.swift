/// What a model is trained to make small.
///
/// To add one, write a file in this folder with the loss and its operation, and list it in
/// `LossRegistry`.
public protocol Loss: Sendable {
  /// Keras's identifier: `categorical_crossentropy`.
  var identifier: String { get }

  /// The labels that the loss takes.
  var labelKind: LabelKind { get }

  /// Whether the loss, on top of `operation`, is computed from that operation's input.
  func fuses(with operation: any Operation) -> Bool

  /// What computes the loss on outputs of a shape, or on the logits before a softmax.
  func operation(for output: Shape, onLogits: Bool) throws(ModelError) -> any LossOperation
}

/// The two ways to write a class.
public enum LabelKind: Sendable, Equatable {
  /// An index for each sample.
  case integer
  /// A row of zeros with a one.
  case oneHot
}

/// A loss and its gradient, row by row.
public protocol LossOperation: Sendable {
  /// Writes each row's loss and hit.
  func evaluate(_ pass: LossPass)

  /// Writes each row's loss and hit, and `scale` times the loss's gradient.
  func differentiate(_ pass: LossPass)
}

/// What a loss sees of a pass; pointers are borrowed for the call.
@safe
public struct LossPass {
  /// The number of samples.
  public let rows: Int
  /// What each row's gradient is multiplied by: one over the global batch's size.
  public let scale: Float
  /// The model's outputs, or the logits before its softmax, row by row.
  public let predictions: UnsafePointer<Float>
  /// The class of each row.
  public let classes: UnsafePointer<Int32>
  /// Where each row's loss goes.
  public let losses: UnsafeMutablePointer<Float>
  /// Where 1 goes for each row whose first largest prediction is its class, else 0.
  public let hits: UnsafeMutablePointer<Int32>
  /// Where the predictions' gradient goes.
  public let gradient: UnsafeMutablePointer<Float>
}
