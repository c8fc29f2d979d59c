/// Ends the training at the first step whose loss or gradient is not finite, without an error.
///
/// That step's update is skipped, whatever the run's policy is: the model keeps its last finite
/// weights. Source: Keras 3, `TerminateOnNaN`, which has applied the update by then.
public final class TerminateOnNaN: BuiltInCallback {
  /// A callback that looks at each step.
  public init() {}

  /// Ends the training.
  package func stepSkipped(_ step: SkippedStep, in run: RunContext) {
    run.print("Batch \(step.iteration - 1): Invalid loss, terminating training")
    run.stop()
  }
}
