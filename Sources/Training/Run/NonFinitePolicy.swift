/// What is done about a step whose loss or gradient is not finite.
///
/// It is found before anything is updated, and all ranks do the same.
public enum NonFinitePolicy: String, Sendable, CaseIterable {
  /// The run ends with an error that names the rank, the layer and the samples.
  case stop
  /// The step's update is skipped; the step still counts.
  case skip
  /// The step's update is skipped, and weights and optimizer return to what the newest checkpoint
  /// of the run has, or to what the run began with; the order of samples goes on.
  case rollback
}
