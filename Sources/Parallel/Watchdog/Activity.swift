/// The activity of a rank, as its watchdog distinguishes it.
package enum Activity: UInt8, Sendable, CaseIterable {
  /// The caller's own program, outside this library.
  case program
  /// MPI's start, and the group's.
  case starting
  /// A command's work before and after training.
  case preparing
  /// Filling the host's memory with data.
  case readingData
  /// Copying a batch's samples.
  case gathering
  /// A step's forward pass.
  case forward
  /// A step's backward pass.
  case backward
  /// The barrier after the backward pass.
  case meeting
  /// Summing the gradients, and the optimizer's step.
  case updating
  /// Work outside the phases of a step: callbacks, decisions, the next epoch's order.
  case betweenSteps
  /// Computing losses and metrics, or predictions.
  case evaluating
  /// Writing a checkpoint and reading it back.
  case writingCheckpoint
  /// The end of the program.
  case ending
}

extension Activity {
  /// Whether it may take long without a report, as the caller's program may.
  var isLong: Bool { self == .program }

  /// Returns the phrase that describes the activity after a verb: `while reading data`.
  func phrase(step: Int) -> String {
    let after = step > 0 ? " after step \(step)" : ""
    return switch self {
    case .program: "in the program around the library" + after
    case .starting: "while MPI starts"
    case .preparing: "before or after training"
    case .readingData: "while reading data"
    case .gathering: "while copying the samples of step \(step)"
    case .forward: "in the forward pass of step \(step)"
    case .backward: "in the backward pass of step \(step)"
    case .meeting: "in the exchange of step \(step)"
    case .updating: "in the update of step \(step)"
    case .betweenSteps: "in callbacks or bookkeeping" + after
    case .evaluating: "while evaluating" + after
    case .writingCheckpoint: "while writing a checkpoint" + after
    case .ending: "at the end of the program"
    }
  }
}
