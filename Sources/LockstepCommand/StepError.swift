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
  ///   - data: The run's data, as options say which.
  ///   - policy: The run's `--on-nan`.
  ///   - worldSize: The number of ranks.
  init?(
    _ error: TrainingError, folder: String, data: [String], policy: String, worldSize: Int
  ) {
    let (step, what): (Int, String)
    switch error {
    case .notFinite(let found, _, let iteration), .corruption(let found, let iteration):
      (step, what) = (iteration, found)
    case .invalidValue, .count, .weightCount, .shape, .labels, .gradients, .sample, .interrupted:
      return nil
    }
    // After a rollback the steps follow from other weights than the file's.
    guard policy != "rollback" else { return nil }
    self.error = error
    var words = ["lockstep", "replay", folder, "--step", "\(step)"]
    // Of the ranks that a message names, the first one had what was wrong.
    if worldSize > 1, let rank = what.firstMatch(of: /rank ([0-9]+)\b/)?.output.1 {
      words += ["--rank", String(rank), "--of", "\(worldSize)"]
    }
    words.append("--samples")
    words += data
    if policy == "skip" { words += ["--on-nan", "skip"] }
    command = ShellText.line(words)
  }
}
