public import Engine
import Kernels

/// For counts and their predicted rate: the mean over a sample's outputs of `p - y log(p + 1e-7)`,
/// the negative log-likelihood of the Poisson distribution without the terms independent of `p`.
///
/// The outputs must be above 0: use an exponential activation. Source: Keras 3, `Poisson`.
public struct Poisson: BuiltInLoss {
  /// Creates the loss.
  public init() {}

  package func operation(
    of output: Shape, _ form: TargetForm, onLogits: Bool
  ) throws(ModelError) -> any LossOperation {
    unsafe ElementwiseLossOperation(size: output.elementCount) {
      unsafe kernels.poissonLoss(predictions: $0, targets: $1, rows: $2, columns: $3, losses: $4)
    } gradient: {
      unsafe kernels.poisson(
        predictions: $0, targets: $1, rows: $2, columns: $3, scales: $4, losses: $5,
        gradient: $6)
    }
  }
}

extension LossChoice where Self == Poisson {
  /// For counts and their predicted rate.
  public static var poisson: Poisson { Poisson() }
}
