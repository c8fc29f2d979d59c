import FileFormats
import Foundation
import Lockstep
import TestSupport
import Testing

@Suite("writing a checkpoint")
struct CheckpointWritingTests {
  @Test("and reading it gives the same checkpoint", arguments: ["adam", "sgd", "momentum"])
  func roundTrip(optimizer: String) throws {
    let optimizers: [String: any Optimizer] = [
      "adam": Adam(learningRate: 0.1, beta1: 0.8, beta2: 0.99, epsilon: 1e-5),
      "sgd": SGD(), "momentum": SGD(learningRate: 0.3, momentum: 0.7, nesterov: true),
    ]
    let model = try SmallProblem.model(#require(optimizers[optimizer]), seed: .max)
    try SavedRun.with(model, maximumIterations: 7) { run in
      let first = try run.checkpoint()
      let copy = run.directory + "/copy"
      try first.write(to: copy)
      #expect(try Checkpoint(readingFrom: copy) == first)
      #expect(
        try Data(contentsOf: URL(filePath: copy)) == Data(contentsOf: URL(filePath: run.path)),
        "the same checkpoint in other bytes")
      let space = try model.parameterSpace()
      #expect(try first.weightVector(space) == model.currentState().weights)
      #expect(try first.slotVectors(space) == model.currentState().slots)
    }
  }

  @Test("records the progress of the run, also in the middle of an epoch")
  func progress() throws {
    try SavedRun.with(maximumIterations: 7) { run in
      let progress = try run.checkpoint().header.progress
      #expect(progress.epoch == 1)
      #expect(progress.stepInEpoch == 2)
      #expect(progress.iterations == 7)
      #expect(progress.earlierEpochs == 0)
      #expect(progress.history.map(meanLoss) == [run.history["loss"][0]])
      #expect(progress.history.map(\.sampleCount) == [34])
      #expect(meanLoss(progress.sums) == run.history["loss"][1])
      #expect(progress.sums.sampleCount == 16)
    }
  }

  /// Whatever is added here must be the same at every world size, in every folder, at any time.
  @Test("puts these keys into the metadata, and no others")
  func keys() throws {
    try SavedRun.with { run in
      let file = try SafetensorsFile(run.path)
      #expect(
        file.metadata.keys.sorted() == [
          "batchSize", "checksums", "compile", "data", "format", "headerChecksum", "history",
          "leafCount", "learningRate", "model", "numerics", "position", "seed", "shuffle", "sums",
        ])
    }
  }

  @Test("records the best epoch where a number is monitored, from the run's start on")
  func best() throws {
    for (steps, epoch) in [(3, nil), (7, 1)] as [(Int, Int?)] {
      try SavedRun.with(maximumIterations: steps, monitor: "val_loss") { run in
        let text = try #require(SafetensorsFile(run.path).metadata["best"])
        let json = try JSON(parsing: Array(text.utf8))
        #expect(json["monitor"]?.stringValue == "val_loss")
        let best = try run.checkpoint().header.best
        #expect(best?.monitor == "val_loss")
        if epoch == nil {
          #expect(best?.record == nil)
          #expect(json.objectValue?.count == 1, "\(text)")
        } else {
          let value = run.history["val_loss"][0]
          #expect(best?.record == BestCheckpoint.Record(value: value, iterations: 5))
          #expect(json["value"]?.numberValue == value)
          #expect(json["iterations"]?.integerValue == 5)
        }
      }
    }
  }

  @Test("names weights as the model does, and slots after optimizer and weight")
  func tensors() throws {
    try SavedRun.with { run in
      let names = ["dense/bias", "dense/kernel", "dense_1/bias", "dense_1/kernel"]
      let slots = ["momentum", "velocity"].flatMap { slot in
        names.map { "optimizer/\(slot)/\($0)" }
      }
      let file = try SafetensorsFile(run.path)
      #expect(file.tensors.map(\.name) == names + slots)
    }
  }

  @Test("leaves no trace of folder, host or time: another run gives the same bytes")
  func sameBytes() throws {
    let first = try SavedRun.with { run in try Data(contentsOf: URL(filePath: run.path)) }
    let second = try SavedRun.with { run in
      let bytes = try Data(contentsOf: URL(filePath: run.path))
      for secret in [run.directory, ProcessGroup.solo.hostName] {
        #expect(bytes.range(of: Data(secret.utf8)) == nil, "\(secret) is in the file")
      }
      return bytes
    }
    #expect(first == second)
  }

  @Test("keeps the learning rate's exact bits")
  func learningRate() throws {
    let rate = Float(bitPattern: 0x3A83_1270)
    try SavedRun.with(SmallProblem.model(.adam(learningRate: rate))) { run in
      #expect(try run.checkpoint().header.learningRate.bitPattern == rate.bitPattern)
      let file = try SafetensorsFile(run.path)
      #expect(file.metadata["learningRate"]?.contains(#""bits":"3a831270""#) == true)
    }
  }
}
