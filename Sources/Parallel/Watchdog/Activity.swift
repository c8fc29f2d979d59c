/// What a rank does, as far as its watchers must know.
package enum Activity: UInt8, Sendable, CaseIterable {
  /// The caller's own program, outside this library.
  case program
  /// MPI's start, and the group's.
  case starting
  /// What a command does before and after it trains.
  case preparing
  /// Filling the host's memory with data.
  case readingData
  /// Copying a batch's samples.
  case gathering
  /// A step's forward pass.
  case forward
  /// A step's backward pass.
  case backward
  /// Telling all ranks that this one's gradients are complete.
  case meeting
  /// Summing the gradients, and the optimizer's step.
  case updating
  /// What belongs to no phase of a step: callbacks, decisions, the next epoch's order.
  case betweenSteps
  /// Computing losses and metrics, or predictions.
  case evaluating
  /// Writing a checkpoint and reading it back.
  case writingCheckpoint
  /// The end of the program.
  case ending
}

extension Activity {
  /// Whether it may take long without a report: nobody knows what the caller's program does.
  var isLong: Bool { self == .program }

  /// Where a rank is, in words that follow a verb.
  func words(step: Int) -> String {
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
