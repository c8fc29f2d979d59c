public import Engine
import Kernels

/// The mean over a sample's outputs of `(p - y)²`.
///
/// Source: Keras 3, `MeanSquaredError`.
public struct MeanSquaredError: BuiltInLoss {
  /// Creates the loss.
  public init() {}

  package func operation(
    of output: Shape, _ form: TargetForm, onLogits: Bool
  ) throws(ModelError) -> any LossOperation {
    unsafe ElementwiseLossOperation(size: output.elementCount) {
      unsafe kernels.meanSquaredErrorLoss(
        predictions: $0, targets: $1, rows: $2, columns: $3, losses: $4)
    } gradient: {
      unsafe kernels.meanSquaredError(
        predictions: $0, targets: $1, rows: $2, columns: $3, scales: $4, losses: $5,
        gradient: $6)
    }
  }
}

extension LossChoice where Self == MeanSquaredError {
  /// The mean of squared differences.
  public static var meanSquaredError: MeanSquaredError { MeanSquaredError() }
}
