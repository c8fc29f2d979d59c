import Foundation
import Lockstep

extension Exercises {
  private struct Failure: Error {}

  /// Errors of rank 0 in runs, which the program catches: it goes on on every rank, with the same
  /// weights; works in the current folder.
  static func caughtErrorsOfRuns(_ group: ProcessGroup) throws {
    let (x, y) = try data(32)
    let broken = Samples(
      values: (0..<128).map { $0 == 100 ? .nan : Float($0) / 128 }, shape: [4])
    let model = try model()
    func fit(
      _ callback: any Callback = LambdaCallback(), _ options: RunOptions = RunOptions()
    ) throws {
      try model.fit(
        x, y, epochs: 2, batchSize: 8, verbose: .silent, callbacks: [callback],
        options: options, on: group)
    }
    func saving(to folder: String, resume: CheckpointOptions.Resume = .never) -> RunOptions {
      RunOptions(checkpoints: CheckpointOptions(folder, resume: resume, interval: .steps(1)))
    }
    let attempts: [(String, () throws -> Void)] = [
      ("trainingBegan", { try fit(LambdaCallback(trainingBegan: { _ in throw Failure() })) }),
      ("epochBegan", { try fit(LambdaCallback(epochBegan: { _, _ in throw Failure() })) }),
      ("stepEnded", { try fit(LambdaCallback(stepEnded: { _, _ in throw Failure() })) }),
      (
        "last step",
        {
          try fit(
            LambdaCallback(stepEnded: { report, _ in
              if report.epoch == 1, report.doneSteps == 4 { throw Failure() }
            }))
        }
      ),
      ("epochEnded", { try fit(LambdaCallback(epochEnded: { _, _ in throw Failure() })) }),
      ("trainingEnded", { try fit(LambdaCallback(trainingEnded: { _ in throw Failure() })) }),
      ("rate", { try fit(LambdaCallback(epochBegan: { $1.learningRate = -Float($0) })) }),
      ("ModelCheckpoint", { try fit(ModelCheckpoint("nowhere/model.safetensors")) }),
      ("folder", { try fit(LambdaCallback(), saving(to: "no\0name")) }),
      ("log", { try fit(LambdaCallback(), RunOptions(log: "nowhere/log")) }),
      ("evaluate", { try model.evaluate(broken, y, verbose: .silent, on: group) }),
      ("together", { try model.evaluate(broken, y, verbose: .silent, ranks: .all, on: group) }),
      (
        "save",
        {
          // Found by the thread that writes, while the run goes on.
          let moving = LambdaCallback(trainingBegan: { _ in
            try FileManager.default.moveItem(atPath: "run", toPath: "moved")
          })
          try fit(moving, saving(to: "run"))
        }
      ),
      ("none", { try fit(LambdaCallback(), saving(to: "new")) }),
    ]
    for (name, attempt) in attempts {
      do {
        try attempt()
        print("\(name) on \(group.rank): no error")
      } catch {
        print("\(name) on \(group.rank): \(error)")
      }
      let loss = try model.evaluate(x, y, verbose: .silent, ranks: .all, on: group).loss
      // When a thread's error is found is a matter of time.
      if name != "save", name != "none" { group.print("loss after \(name): \(loss)") }
    }
  }
}
