import FileFormats
import Foundation
import Lockstep
import TestSupport
import Testing

@testable import Training

@Suite("StepReplay", .flushedDenormals)
struct StepReplayTests {
  private static func data() throws -> TrainingData { try SmallProblem.data(34) }

  /// Trains three epochs of five steps, the last of two samples, with a checkpoint at each end.
  static func withRun<Value>(
    _ body: (_ folder: String, _ records: [Int: DigestRecord]) throws -> Value
  ) throws -> Value {
    try withTemporaryDirectory { url in
      let folder = url.appending(path: "run").path
      let writer = CheckpointWriter(try CheckpointDirectory(folder))
      let trainer = try Trainer(
        LayeredProblem.model(), on: data(), options: TrainingOptions(epochs: 3, batchSize: 8),
        progress: TrainingProgress(), checkpoints: writer, in: .solo)
      trainer.step.digester = StepDigester(of: trainer.step, gradients: true)
      var records: [Int: DigestRecord] = [:]
      trainer.digested = { records[$0.step] = $0 }
      _ = try trainer.train()
      try #require(records.count == 15)
      return try body(folder, records)
    }
  }

  /// A counter's pseudorandom number below a bound (Steele, Lea and Flood 2014).
  private static func random(_ counter: Int, below bound: Int) -> Int {
    Int(UInt64(counter).mixed % UInt64(bound))
  }

  @Test("has the digests of the run, for fifty steps, ranks and world sizes")
  func digests() throws {
    try Self.withRun { folder, records in
      for number in 0..<50 {
        let step = 1 + Self.random(number, below: 15)
        let worldSize = 1 + Self.random(number + 100, below: 8)
        let rank = Self.random(number + 200, below: worldSize)
        // Any checkpoint before the step, or the first weights.
        let epochs = Self.random(number + 300, below: (step - 1) / 5 + 1)
        let path =
          epochs == 0
          ? "\(folder)/step-00000015.safetensors"
          : "\(folder)/step-000000"
            + (epochs == 1 ? "05" : "10") + ".safetensors"
        let name = "step \(step) as rank \(rank) of \(worldSize) after \(epochs) epochs"
        let run = try ReplayedRun(path, before: step)
        try #require(run.beginsAnew == (epochs == 0), "\(name)")
        let replay = try StepReplay(
          of: run, step: step, as: StepReplay.Rank(rank, of: worldSize), on: Self.data())
        #expect(replay.record == records[step], "\(name)")
        #expect(replay.epoch == (step - 1) / 5 + 1 && replay.stepInEpoch == (step - 1) % 5 + 1)
      }
    }
  }

  /// What each rank records are rows of the whole batch, and the parts add up to the gradient.
  @Test("records for a rank what the whole batch has", arguments: [1, 2, 3, 5, 8])
  func ranks(worldSize: Int) throws {
    try Self.withRun { folder, _ in
      for step in [9, 10] {
        let run = try ReplayedRun(folder, before: step)
        #expect(run.path == "\(folder)/step-00000005.safetensors")
        let whole = try StepReplay(of: run, step: step, on: Self.data()).recording
        let ranks = try (0..<worldSize).map { rank in
          try StepReplay(
            of: ReplayedRun(folder, before: step), step: step,
            as: StepReplay.Rank(rank, of: worldSize), on: Self.data()
          ).recording
        }
        #expect(ranks.flatMap(\.samples) == whole.samples)
        #expect(ranks.flatMap(\.losses) == whole.losses)
        for (index, tensor) in whole.tensors.enumerated() where tensor.rowCount != nil {
          let rows = ranks.flatMap { $0.tensors[index].values.map(\.bitPattern) }
          #expect(rows == tensor.values.map(\.bitPattern), "\(tensor.kind) of \(tensor.name)")
        }
        let plan = try ReductionTree(leafCount: 8).plan(worldSize: worldSize)
        for element in whole.blocks[0].indices {
          var stack: [Float] = []
          for block in plan {
            stack.append(ranks[block.rank].blocks[block.block][element])
            for _ in 0..<block.merges {
              let upper = stack.removeLast()
              stack[stack.count - 1] += upper
            }
          }
          #expect(stack[0].bitPattern == whole.blocks[0][element].bitPattern, "\(element)")
        }
      }
    }
  }

  @Test("keeps inputs, activations and gradients in order, and writes them as arrays")
  func tensors() throws {
    try Self.withRun { folder, _ in
      let replay = try StepReplay(
        of: ReplayedRun(folder, before: 10), step: 10, on: Self.data())
      let recording = replay.recording
      #expect(recording.samples.count == 2 && replay.batchSize == 2)
      let names = recording.tensors.map { "\($0.name) \($0.kind.rawValue)" }
      #expect(
        names == [
          "input_layer input", "reshape activation", "conv2d activation",
          "max_pooling2d activation", "normalization activation", "flatten activation",
          "dense activation", "activation activation", "dropout activation", "dense_1 activation",
          "conv2d gradient", "conv2d/kernel parameter gradient", "conv2d/bias parameter gradient",
          "max_pooling2d gradient", "normalization gradient",
          "normalization/gamma parameter gradient", "normalization/beta parameter gradient",
          "dense gradient", "dense/kernel parameter gradient", "dense/bias parameter gradient",
          "activation gradient", "dropout gradient", "dense_1 gradient",
          "dense_1/kernel parameter gradient", "dense_1/bias parameter gradient",
        ])
      // Each sample's probabilities, although the loss is computed from logits.
      let last = try #require(recording.tensors.first { $0.name == "dense_1" })
      for row in 0..<2 { #expect(abs(last.row(row).reduce(0, +) - 1) < 1e-6) }
      let files = try recording.dump(to: folder + "/arrays")
      #expect(files.count == 25 && files[11] == "12-conv2d_kernel-gradient.npy")
      #expect(
        try Directory.names(in: folder + "/arrays").sorted() == (files + ["samples.npy"]).sorted())
    }
  }

  @Test("refuses what it cannot compute")
  func refusals() throws {
    try Self.withRun { folder, _ in
      #expect(throws: ReplayError.self) {
        try StepReplay(
          of: ReplayedRun(folder, before: 3), step: 3, on: SmallProblem.data(33))
      }
      #expect(throws: ParallelError.worldSize(9, leafCount: 8)) {
        try StepReplay(
          of: ReplayedRun(folder, before: 3), step: 3, as: StepReplay.Rank(0, of: 9),
          on: Self.data())
      }
      #expect(throws: ReplayError.noCheckpoint(directory: folder + "/..")) {
        try ReplayedRun(folder + "/..", before: 3)
      }
    }
  }

  @Test("finds where a step is not finite")
  func notFinite() throws {
    let model = try SmallProblem.model(.sgd(learningRate: 1e30))
    try SavedRun.with(model, epochs: 1, maximumIterations: 1) { run in
      let steps = (2...5).compactMap { step -> StepReplay? in
        try? StepReplay(
          of: ReplayedRun(run.path, before: step), step: step, on: SmallProblem.data(34))
      }
      let replay = try #require(steps.first { $0.notFinite != nil }, "no step overflows")
      #expect(replay.record == nil)
      #expect(replay.recording.tensors.contains { TensorStatistics($0.values).nanCount > 0 })
      // A later step would need the run's policy.
      let next = replay.step + 1
      let error = #expect(throws: ReplayError.self) {
        try StepReplay(
          of: ReplayedRun(run.path, before: next), step: next, on: SmallProblem.data(34))
      }
      let advice = "skip it where the run has skipped it"
      #expect(error?.description.contains(advice) == true, "\(error)")
    }
  }

  @Test("goes on across an epoch's end only where no callback may have decided there")
  func decisions() throws {
    try withTemporaryDirectory { url in
      let folder = url.appending(path: "run").path
      try SmallProblem.model().fit(
        SmallProblem.samples(34), SmallProblem.oneHot(34), epochs: 3, batchSize: 8,
        verbose: .silent, callbacks: [ReduceLROnPlateau(monitor: "loss", patience: 1)],
        options: RunOptions(checkpoints: CheckpointOptions(folder)))
      let first = "\(folder)/step-00000005.safetensors"
      _ = try StepReplay(of: ReplayedRun(first, before: 10), step: 10, on: Self.data())
      #expect(
        throws: ReplayError.decisions(path: first, step: 11, callbacks: "ReduceLROnPlateau")
      ) { try ReplayedRun(first, before: 11) }
      #expect(try ReplayedRun(folder, before: 11).start.iterations == 10)
    }
  }

  /// A callback of one's own that has a state.
  private final class Counter: Callback {
    var state: [String: Double] = ["epochs": 0]
  }

  /// A callback of one's own that sets the rate.
  private final class RateSetter: Callback {
    func epochBegan(_ epoch: Int, of run: RunContext) { run.learningRate = 0.1 / Float(epoch + 1) }
  }

  @Test("computes again what a scheduler of the rate has set before the start, and nothing else")
  func scheduledRates() throws {
    let plateau = ReduceLROnPlateau(monitor: "loss", factor: 0.5, patience: 0)
    for others in [[], [plateau]] as [[any Callback]] {
      try withTemporaryDirectory { url in
        let folder = url.appending(path: "run").path
        let log = url.appending(path: "digests").path
        let scheduler = LearningRateScheduler { epoch, rate in epoch == 0 ? 0.1 : rate / 3 }
        var options = RunOptions(
          checkpoints: CheckpointOptions(folder, interval: .steps(2)))
        options.digestLog = log
        try SmallProblem.model().fit(
          SmallProblem.samples(34), SmallProblem.oneHot(34), epochs: 3, batchSize: 8,
          verbose: .silent, callbacks: [scheduler] + others, options: options)
        let names = (others.isEmpty ? [] : ["ReduceLROnPlateau"]) + ["LearningRateScheduler"]
        // Steps 5 and 10 end an epoch; a checkpoint of the end stands before the next one's rate.
        let saved = try SavedDigests(log)
        for step in [3, 5, 9, 13] {
          let replay = try StepReplay(
            of: ReplayedRun(folder, before: step), step: step, on: Self.data())
          let found = try #require(try saved.found(step))
          #expect(replay.record?.differences(from: found).isEmpty == true, "\(names) \(step)")
        }
        for (step, start) in [(1, 2), (6, 5), (11, 10)] {
          #expect(
            throws: ReplayError.decisions(
              path: "\(folder)/step-\(start < 10 ? "0000000" : "000000")\(start).safetensors",
              step: step, callbacks: names.joined(separator: ", "))
          ) { try ReplayedRun(folder, before: step) }
        }
      }
    }
  }

  @Test("computes nothing again where a callback may have set the rate at any step")
  func rates() throws {
    for (callback, name) in [
      (RateSetter(), "RateSetter"), (Counter(), "Counter"),
    ] as [(any Callback, String)] {
      try withTemporaryDirectory { url in
        let folder = url.appending(path: "run").path
        try SmallProblem.model().fit(
          SmallProblem.samples(34), SmallProblem.oneHot(34), epochs: 2, batchSize: 8,
          verbose: .silent, callbacks: [callback],
          options: RunOptions(checkpoints: CheckpointOptions(folder)))
        for step in [1, 6] {
          #expect(
            throws: ReplayError.callbacks(
              path: "\(folder)/step-00000005.safetensors", step: step, callbacks: name)
          ) { try ReplayedRun(folder, before: step) }
        }
      }
    }
  }
}
