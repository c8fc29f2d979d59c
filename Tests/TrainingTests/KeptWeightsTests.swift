import Foundation
import Lockstep
import TestSupport
import Testing

/// Weights that a callback without a state of its own keeps.
@Suite("weights that a callback keeps", .flushedDenormals)
struct KeptWeightsTests {
  /// Four steps an epoch; keeps the first epoch's weights, and returns to them after the third.
  private func weights(_ options: RunOptions) throws -> [[Float]] {
    let model = try SmallProblem.model(.sgd(learningRate: 0.5))
    let callback = LambdaCallback(epochEnded: { report, run in
      if report.epoch == 0 { run.keepWeights() }
      if report.epoch == 2 { run.restoreWeights() }
    })
    try model.fit(
      SmallProblem.samples(64), SmallProblem.oneHot(64), epochs: 4, batchSize: 16,
      verbose: .silent, callbacks: [callback], options: options)
    return try model.weights().map(\.values)
  }

  @Test("are in the checkpoint", arguments: 1...15)
  func resumed(stop: Int) throws {
    try withTemporaryDirectory { folder in
      let checkpoints = CheckpointOptions(
        folder.appending(path: "run").path, resume: .ifPresent, interval: .steps(1))
      let whole = try weights(RunOptions())
      _ = try weights(RunOptions(maximumSteps: stop, checkpoints: checkpoints))
      #expect(try weights(RunOptions(checkpoints: checkpoints)) == whole)
    }
  }
}
