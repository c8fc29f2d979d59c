/// A callback made of closures.
///
/// Source: Keras 3, `LambdaCallback`.
public final class LambdaCallback: BuiltInCallback {
  private let onTrainingBegan: ((RunContext) throws -> Void)?
  private let onEpochBegan: ((Int, RunContext) throws -> Void)?
  private let onStepEnded: ((BatchReport, RunContext) throws -> Void)?
  private let onEpochEnded: ((EpochReport, RunContext) throws -> Void)?
  private let onTrainingEnded: ((RunContext) throws -> Void)?

  /// Creates a callback from closures, which are called as the methods of `Callback`.
  public init(
    trainingBegan: ((RunContext) throws -> Void)? = nil,
    epochBegan: ((_ epoch: Int, RunContext) throws -> Void)? = nil,
    stepEnded: ((BatchReport, RunContext) throws -> Void)? = nil,
    epochEnded: ((EpochReport, RunContext) throws -> Void)? = nil,
    trainingEnded: ((RunContext) throws -> Void)? = nil
  ) {
    onTrainingBegan = trainingBegan
    onEpochBegan = epochBegan
    onStepEnded = stepEnded
    onEpochEnded = epochEnded
    onTrainingEnded = trainingEnded
  }

  package func trainingBegan(in run: RunContext) throws { try onTrainingBegan?(run) }

  package func epochBegan(_ epoch: Int, in run: RunContext) throws { try onEpochBegan?(epoch, run) }

  package func stepEnded(_ report: BatchReport, in run: RunContext) throws {
    try onStepEnded?(report, run)
  }

  package func epochEnded(_ report: EpochReport, in run: RunContext) throws {
    try onEpochEnded?(report, run)
  }

  package func trainingEnded(in run: RunContext) throws { try onTrainingEnded?(run) }
}
