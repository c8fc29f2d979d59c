public import Engine
import Kernels

/// The mean over a sample's outputs of `|p - y|`.
///
/// Source: Keras 3, `MeanAbsoluteError`.
public struct MeanAbsoluteError: BuiltInLoss {
  /// Creates the loss.
  public init() {}

  package func operation(
    of output: Shape, _ form: TargetForm, onLogits: Bool
  ) throws(ModelError) -> any LossOperation {
    unsafe ElementwiseLossOperation(size: output.elementCount) {
      unsafe kernels.meanAbsoluteErrorLoss(
        predictions: $0, targets: $1, rows: $2, columns: $3, losses: $4)
    } gradient: {
      unsafe kernels.meanAbsoluteError(
        predictions: $0, targets: $1, rows: $2, columns: $3, scales: $4, losses: $5,
        gradient: $6)
    }
  }
}

extension LossChoice where Self == MeanAbsoluteError {
  /// The mean of absolute differences.
  public static var meanAbsoluteError: MeanAbsoluteError { MeanAbsoluteError() }
}
