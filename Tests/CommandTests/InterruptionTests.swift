import Foundation
import TestSupport
import Testing

/// A run that uses all that decides how it goes on, ended at each of its steps.
@Suite("train, interrupted at each step", .timeLimit(.minutes(10)))
struct InterruptionTests {
  /// Five steps an epoch, and all that a run can forget.
  ///
  /// The rollbacks of steps 3, 9 and 14 return to the begin, to step 8 and to
  /// step 12; the rate is reduced, and the run ends early with the best epoch's weights.
  private static let everything = [
    "--model", "batch-norm", "--data", "digits", "--train-samples", "160", "--epochs", "5",
    "--batch-size", "28", "--validation-split", "0.15", "--monitor", "val_loss",
    "--checkpoint-every", "4", "--on-nan", "rollback", "--inject", "nan:rank=0,step=3",
    "--inject", "nan:rank=0,step=9,part=gradient", "--inject", "nan:rank=0,step=10",
    "--inject", "nan:rank=0,step=14", "--reduce-lr", "loss:factor=0.5,patience=1,minDelta=0.3",
    "--early-stopping", "loss:patience=2,minDelta=0.4,restoreBest=true", "--csv", "numbers.csv",
    "--optimizer", "rmsprop:momentum=0.5,centered=true", "--global-clip-norm", "1",
  ]

  /// Eleven steps in a row that are not finite end a run, wherever it was interrupted.
  private static let skipping =
    [
      "--model", "moons", "--train-samples", "160", "--epochs", "3", "--batch-size", "20",
      "--on-nan", "skip",
    ] + (4...14).flatMap { ["--inject", "nan:rank=0,step=\($0)"] }

  private func files(_ folder: TrainingFolder) throws -> [String: Data] {
    var files = try folder.checkpoints()
    files["numbers.csv"] = FileManager.default.contents(atPath: folder.path("numbers.csv"))
    return files
  }

  @Test(
    "ends in the undisturbed run's files and exit code",
    arguments: [(everything, Int32(0)), (skipping, Int32(70))])
  func everyStep(options: [String], code: Int32) throws {
    func train(_ folder: TrainingFolder, _ further: [String]) throws -> JobResult {
      try folder.lockstep(
        ["train", "--checkpoint-dir", "run", "--verbose", "0"] + options + further)
    }
    func inFolder<Result>(_ body: (TrainingFolder) throws -> Result) throws -> Result {
      try withTemporaryDirectory { try body(TrainingFolder(in: $0, sampleCount: 1)) }
    }
    let expected = try inFolder { folder in
      let result = try train(folder, [])
      #expect(result.exitCode == code, "\(result)")
      return try files(folder)
    }
    for step in 1...24 {
      let endings =
        [["--inject", "term:rank=0,step=\(step)"]]
        + (step.isMultiple(of: 3) ? [["--max-steps", "\(step)"]] : [])
      for ending in endings {
        try inFolder { folder in
          let first = try train(folder, ending)
          #expect([0, 75, code].contains(first.exitCode), "\(ending): \(first)")
          let last = try train(folder, ["--resume"])
          #expect(last.exitCode == code, "\(ending): \(last)")
          let found = try files(folder)
          for (name, bytes) in expected.sorted(by: { $0.key < $1.key }) {
            let isSame = found[name] == bytes
            #expect(isSame, "\(ending): \(name)")
          }
        }
      }
    }
  }
}
