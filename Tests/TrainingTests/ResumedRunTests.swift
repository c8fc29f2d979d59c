import Foundation
import Lockstep
import TestSupport
import Testing

/// Alone; on several ranks the command's tests look at it.
@Suite("ResumedRun")
struct ResumedRunTests {
  @Test("gives a run the newest checkpoint's weights, slots and progress")
  func resumes() throws {
    try SavedRun.with(epochs: 3, maximumIterations: 12) { run in
      let model = try SmallProblem.model()
      let found = try ResumedRun(
        from: run.folder, for: model, run: run.trainer.identity, in: .solo
      ) { _, _ in }
      let resumed = try #require(found)
      #expect(resumed.path == run.path)
      #expect(try resumed.progress == run.checkpoint().header.progress)
      #expect(resumed.progress.epoch == 2 && resumed.progress.stepInEpoch == 2)
      _ = try Trainer(
        model, on: SmallProblem.data(34),
        options: TrainingOptions(epochs: 3, batchSize: 8, maximumIterations: 12),
        progress: TrainingProgress(), resumed: resumed, in: .solo)
      #expect(try firstDifference(model, run.model) == nil)
      #expect(try model.currentState().slots == run.model.currentState().slots)
      #expect(model.iterations == 12)
    }
  }

  @Test("is nothing where the folder holds no checkpoint")
  func empty() throws {
    try withTemporaryDirectory { folder in
      let model = try SmallProblem.model()
      let identity = RunIdentity(seed: 0, batchSize: 8, leafCount: 8, shuffle: true, data: "")
      let resumed = try ResumedRun(
        from: CheckpointDirectory(folder.path), for: model, run: identity, in: .solo
      ) { _, _ in }
      #expect(resumed == nil)
      #expect(model.iterations == 0 && model.optimizerState == nil)
    }
  }

  @Test("does not change the model when the settings differ")
  func differs() throws {
    try SavedRun.with { run in
      let model = try SmallProblem.model()
      var identity = run.trainer.identity
      identity.batchSize = 9
      #expect(throws: CheckpointError.self) {
        try ResumedRun(from: run.folder, for: model, run: identity, in: .solo) { _, _ in }
      }
      #expect(model.iterations == 0 && model.optimizerState == nil)
    }
  }
}
