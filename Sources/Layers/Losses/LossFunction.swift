public import Engine

/// A loss that a closure computes, sample by sample.
///
/// ```swift
/// let huber = LossFunction("huber") { target, prediction, gradient in
///   var loss: Float = 0
///   for i in prediction.indices {
///     let error = prediction[i] - target[i]
///     let held = min(max(error, -1), 1)
///     loss += held * (error - held / 2)
///     gradient[i] = held
///   }
///   return loss
/// }
/// ```
///
/// The closure receives the target and the prediction of a sample and returns its loss; it writes
/// the derivative with respect to each element of the prediction to `gradient`, which is initially
/// 0. The engine sums over samples, so the bits are the same on any number of ranks; the closure
/// must depend only on its arguments. A checkpoint of a model with such a loss stores its name, but
/// not the closure.
public struct LossFunction: BuiltInLoss {
  /// A sample's loss, and its gradient with respect to the prediction.
  public typealias Function =
    @Sendable (
      _ target: Span<Float>, _ prediction: Span<Float>, _ gradient: inout MutableSpan<Float>
    ) -> Float

  /// The loss's name.
  public let className: String
  private let function: Function

  /// Creates a loss with a name.
  public init(_ name: String, _ function: @escaping Function) {
    className = name
    self.function = function
  }

  package func operation(
    of output: Shape, _ form: TargetForm, onLogits: Bool
  ) throws(ModelError) -> any LossOperation {
    LossFunctionOperation(size: output.elementCount, function: function)
  }
}

/// Calls a closure for each row.
private struct LossFunctionOperation: LossOperation {
  /// The number of elements of one sample.
  let size: Int
  let function: LossFunction.Function

  /// Returns the count for a gradient that is discarded.
  func scratchCount(rows: Int) -> Int { size }

  func evaluate(_ pass: LossPass) {
    for row in 0..<pass.rows {
      unsafe pass.losses[row] = loss(pass, row, gradient: pass.scratch)
    }
  }

  func differentiate(_ pass: LossPass) {
    for row in 0..<pass.rows {
      let gradient = unsafe pass.gradient + row * size
      unsafe pass.losses[row] = loss(pass, row, gradient: gradient)
      for column in 0..<size { unsafe gradient[column] *= pass.scales[row] }
    }
  }

  private func loss(
    _ pass: LossPass, _ row: Int, gradient: UnsafeMutablePointer<Float>
  ) -> Float {
    unsafe gradient.update(repeating: 0, count: size)
    var gradient = unsafe MutableSpan(_unsafeStart: gradient, count: size)
    return unsafe function(
      Span(_unsafeStart: pass.targets.values + row * size, count: size),
      Span(_unsafeStart: pass.predictions + row * size, count: size), &gradient)
  }
}
