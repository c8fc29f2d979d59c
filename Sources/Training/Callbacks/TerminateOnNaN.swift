/// A callback that ends the training without an error at the first step with a loss or gradient
/// that is not finite.
///
/// The update of that step is skipped under any policy, so the model keeps its last finite weights.
/// Source: Keras 3, `TerminateOnNaN`, which has applied the update by then.
public final class TerminateOnNaN: BuiltInCallback {
  /// Creates the callback.
  public init() {}

  /// Ends the training.
  package func stepSkipped(_ step: SkippedStep, in run: RunContext) {
    run.print("Batch \(step.iteration - 1): Invalid loss, terminating training")
    run.stop()
  }
}
