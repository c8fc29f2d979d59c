/// A callback that sets the learning rate at the beginning of each epoch.
///
/// The logs of an epoch contain its rate as `learning_rate`. Source: Keras 3,
/// `LearningRateScheduler`.
public final class LearningRateScheduler: LearningRateCallback {
  private let schedule: (_ epoch: Int, _ learningRate: Double) -> Double
  private let isVerbose: Bool

  /// Creates a callback that computes the rate from the epoch, counted from 0, and the current
  /// rate.
  public init(
    verbose: Verbosity = .silent,
    _ schedule: @escaping (_ epoch: Int, _ learningRate: Double) -> Double
  ) {
    self.schedule = schedule
    isVerbose = verbose != .silent
  }

  /// Creates a callback that computes the rate from the epoch, counted from 0.
  public convenience init(
    verbose: Verbosity = .silent, _ schedule: @escaping (_ epoch: Int) -> Double
  ) {
    self.init(verbose: verbose) { epoch, _ in schedule(epoch) }
  }

  /// Sets the epoch's rate.
  package func epochBegan(_ epoch: Int, in run: RunContext) {
    let rate = schedule(epoch, Double(run.learningRate))
    run.learningRate = Float(rate)
    if isVerbose {
      run.print("\nEpoch \(epoch + 1): LearningRateScheduler setting learning rate to \(rate).")
    }
  }
}
