/// The policy for a step with a loss or gradient that is not finite.
///
/// Such a step is detected before any update, and all ranks act alike.
public enum NonFinitePolicy: String, Sendable, CaseIterable {
  /// The run ends with an error that names the rank, the layer and the samples.
  case stop
  /// The step's update is skipped; the step still counts.
  case skip
  /// The step's update is skipped, and weights and optimizer return to what they were at the end of
  /// the last epoch, at the last checkpoint that was due after a number of steps or that a callback
  /// asked for, or when the run began; the order of samples continues.
  case rollback
}
