import Launcher
import Training

/// An error in a step of a run that has saved a checkpoint before it: `lockstep replay` shows more.
struct StepError: Error {
  /// The error.
  let error: TrainingError
  /// What computes the step again.
  let command: String

  /// The error with its command; nil for one that is in no step.
  ///
  /// - Parameters:
  ///   - error: The error.
  ///   - folder: The run's folder of checkpoints.
  ///   - data: The run's `--data`.
  ///   - policy: The run's `--on-nan`.
  init?(_ error: TrainingError, folder: String, data: String?, policy: String) {
    let step: Int
    switch error {
    case .notFinite(_, _, let iteration), .corruption(_, let iteration): step = iteration
    case .invalidValue, .count, .weightCount, .shape, .labels, .gradients, .sample, .interrupted:
      return nil
    }
    // After a rollback the steps follow from other weights than the file's.
    guard policy != "rollback" else { return nil }
    self.error = error
    command = ShellText.line(
      ["lockstep", "replay", folder, "--step", "\(step)", "--samples"]
        + (data.map { ["--data", $0] } ?? []) + (policy == "skip" ? ["--on-nan", "skip"] : []))
  }
}
