import Foundation
import Parallel
import Training

extension TrainCommand {
  /// Returns the further settings of the run; the checkpoint folder is empty if none was given.
  ///
  /// - Throws: `TrainingError.invalidValue` naming the option.
  func runOptions(worldSize: Int) throws -> RunOptions {
    guard let nonFinite = NonFinitePolicy(rawValue: onNan) else {
      throw TrainingError.invalidValue(
        of: "--on-nan", expected: "stop, skip or rollback", found: onNan)
    }
    var options = RunOptions(
      leafCount: leavesOption.leaves, exchange: exchangeOption.kind, nonFinite: nonFinite,
      verificationInterval: verifyEvery, maximumSteps: maxSteps,
      checkpoints: CheckpointOptions(
        checkpointDir ?? "", resume: resume ? .ifPresent : .never, interval: try saveInterval(),
        keep: keep, monitor: monitor),
      log: log, logInterval: logEvery, timeout: try timeoutLimit())
    options.digestLog = digest
    options.digestsGradients = digestGradients
    options.digestsRanks = digestRanks
    options.trace = trace
    options.traceSteps = try tracedSteps()
    options.reportsTimes = times
    options.evaluationRanks = evaluationOption.ranks
    watchingOptions.set(in: &options)
    options.faults = try FaultCatalog.plan(
      inject, environment: ProcessInfo.processInfo.environment, worldSize: worldSize)
    return options
  }

  private func saveInterval() throws -> SaveInterval? {
    try checkpointEvery.map { word in
      guard let interval = SaveInterval(word) else {
        throw TrainingError.invalidValue(
          of: "--checkpoint-every", expected: "a number of steps, or a time such as 90s, 10m or 2h",
          found: word)
      }
      return interval
    }
  }

  /// The steps of the trace.
  func tracedSteps() throws -> ClosedRange<Int>? {
    try traceSteps.map { word in
      let ends = word.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        .map { Int($0) }
      guard let first = ends.first ?? nil, let last = ends.last ?? nil, first >= 1, last >= first
      else {
        throw OptionCheck.invalid(
          "--trace-steps", expected: "two steps from 1 up, such as 100-200", found: word)
      }
      return first...last
    }
  }

  /// How long the ranks may make no progress.
  func timeoutLimit() throws -> Duration? {
    try timeout.map { word in
      guard let limit = Duration(limit: word) else {
        throw TrainingError.invalidValue(
          of: "--timeout", expected: "a time such as 90s, 5m or 2h, or 0 for no limit", found: word)
      }
      return limit
    }
  }
}
