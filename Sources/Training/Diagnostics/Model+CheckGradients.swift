public import Datasets
public import Layers
import Parallel

extension Model {
  /// Compares the gradients of a batch's mean loss with differences of the loss, as `lockstep
  /// check-gradients` does: for layers and losses of your own.
  ///
  /// Looks at the elements with the largest gradients of each parameter, and at others evenly
  /// spread. The loss has single precision, so correct gradients are off by up to 3 % of the
  /// largest; wrong derivatives are off by more. The weights do not change. Every rank computes it
  /// alone.
  ///
  /// - Parameters:
  ///   - x: The samples of the batch, of the model's input shape; 16 are enough.
  ///   - y: Their labels, in the encoding of the loss.
  /// - Returns: For each parameter the name, and the greatest error as a share of its largest
  ///   gradient.
  /// - Throws: `TrainingError.gradients` naming the parameters whose gradients do not agree; errors
  ///   of the model and the data.
  @discardableResult
  public func checkGradients(
    _ x: Samples, _ y: Labels
  ) throws -> [(name: String, error: Double)] {
    try ProcessGroup.prepareProcessor()
    try checkViews([x], [y])
    let findings = try GradientCheck(self, on: TrainingData([x], [y])).run(currentState())
    let wrong = findings.filter { !($0.error <= GradientCheck.tolerance) }
    guard wrong.isEmpty else {
      throw TrainingError.gradients(parameters: wrong.map(\.parameter))
    }
    return findings.map { ($0.parameter, $0.error) }
  }
}
