import Lockstep

/// Small programs of a user's own, which tests start alone and under `mpirun`: the argument is the
/// name of one.
@main
enum Exercises {
  static func main() {
    let name = CommandLine.arguments.dropFirst().first ?? ""
    ProcessGroup.run { group in
      switch name {
      case "rates": try rates(group)
      case "evaluations": try evaluations(group)
      case "weights-to-evaluate": try weights(group)
      case "shards-to-evaluate": try shards(group, fits: false)
      case "shards-to-validate": try shards(group, fits: true)
      case "two-data-sets": try twoDataSets(group)
      case "initial-weights": try initialWeights(group)
      case "own-loss": try ownLoss(group)
      case "caught-errors": try caughtErrors(group)
      case "caught-errors-of-runs": try caughtErrorsOfRuns(group)
      default: group.print("no exercise \(name)")
      }
    }
  }

  /// Three classes of four numbers.
  static func data(_ count: Int) throws -> (Samples, Labels) {
    let values = (0..<4 * count).map { Float(($0 * 37) % 101) / 101 }
    return (Samples(values: values, shape: [4]), try Labels((0..<count).map { ($0 * 7) % 3 }))
  }

  static func model() throws -> Sequential {
    let model = Sequential {
      Dense(8, activation: "relu", inputShape: [4])
      Dense(3, activation: "softmax")
    }
    try model.compile(
      optimizer: "sgd", loss: "sparse_categorical_crossentropy", metrics: ["accuracy"])
    return model
  }

  /// Errors of one rank's work for all, which the program catches: it goes on on every rank.
  private static func caughtErrors(_ group: ProcessGroup) throws {
    let (x, y) = try data(16)
    let model = try model()
    try model.fit(x, y, epochs: 1, batchSize: 8, verbose: .silent, on: group)
    let attempts: [(String, () throws -> Void)] = [
      ("save", { try model.save(to: "nowhere/model", on: group) }),
      ("saveWeights", { try model.saveWeights(to: "nowhere/weights", on: group) }),
      ("export", { try model.export(to: "nowhere/model.onnx", on: group) }),
      ("loadWeights", { try model.loadWeights(from: "nowhere/weights", on: group) }),
      ("MNIST", { _ = try MNIST.load(from: "nowhere", on: group) }),
      ("DataFiles", { _ = try DataFiles.load(from: "nowhere.npz", on: group) }),
    ]
    for (name, attempt) in attempts {
      do {
        try attempt()
        print("\(name) on \(group.rank): no error")
      } catch {
        print("\(name) on \(group.rank): \(error)")
      }
    }
    let loss = try model.evaluate(x, y, verbose: .silent, on: group).loss
    group.print("went on to a loss: \(loss.isFinite)")
  }

  /// A rate set in callbacks, through the optimizer and through the context: the same weights.
  private static func rates(_ group: ProcessGroup) throws {
    let (x, y) = try data(64)
    let settings: [(String, (RunContext, Float) -> Void)] = [
      ("none", { _, _ in }),
      ("optimizer", { run, rate in run.model.optimizer?.learningRate = rate }),
      ("context", { run, rate in run.learningRate = rate }),
    ]
    for (name, set) in settings {
      let model = try model()
      let callback = LambdaCallback(
        epochBegan: { epoch, run in set(run, 0.1 / Float(epoch + 1)) },
        stepEnded: { report, run in if report.doneSteps == 2 { set(run, 0.5) } })
      try model.fit(
        x, y, epochs: 3, batchSize: 16, verbose: .silent, callbacks: [callback], on: group)
      let bits = try model.weights().flatMap { $0.values }.map(\.bitPattern)
      let digest = bits.reduce(0 as UInt64) { $0 &* 0x9E37_79B9 &+ UInt64($1) }
      group.print("\(name) \(digest) \(model.optimizer?.learningRate.rate(atStep: 0) ?? .nan)")
    }
  }

  /// Evaluations in a callback, on rank 0 alone, and after the run.
  private static func evaluations(_ group: ProcessGroup) throws {
    let (x, y) = try data(64)
    let model = try model()
    var inside: [Double] = []
    let callback = LambdaCallback(epochEnded: { _, run in
      inside = [
        try run.model.evaluate(x, y, verbose: .silent).loss,
        try run.model.evaluate(x, y, verbose: .silent, on: group).loss,
      ]
    })
    try model.fit(
      x, y, epochs: 2, batchSize: 16, verbose: .silent, callbacks: [callback], on: group)
    let after = try model.evaluate(x, y, verbose: .silent, on: group)
    group.print("\(inside == [after.loss, after.loss])")
    // More ranks than samples, and parts of different sizes.
    for count in [64, 2] {
      let (x, y) = (x[0..<count], y[0..<count])
      let alone = try model.evaluate(x, y, verbose: .silent, on: group)
      let together = try model.evaluate(x, y, verbose: .silent, ranks: .all, on: group)
      group.print("\(alone == together)")
    }
  }

  /// Weights that a run which resumes does not use; works in the current folder.
  private static func initialWeights(_ group: ProcessGroup) throws {
    let (x, y) = try data(64)
    let first = try model()
    try first.saveWeights(to: "initial.safetensors", on: group)
    for epochs in 1...2 {
      let model = try model()
      try model.loadWeights(from: "initial.safetensors", on: group)
      try model.fit(
        x, y, epochs: epochs, verbose: .silent,
        options: RunOptions(checkpoints: CheckpointOptions("run", resume: .ifPresent)), on: group)
    }
  }

  /// Saves a model with a loss of its own; works in the current folder.
  private static func ownLoss(_ group: ProcessGroup) throws {
    let model = Sequential { Dense(1, inputShape: [1]) }
    try model.compile(optimizer: "sgd", loss: LossFunction("own") { _, _, _ in 0 })
    try model.save(to: "model.safetensors", on: group)
  }

  /// Each rank has another part of the data, of one size.
  private static func shards(_ group: ProcessGroup, fits: Bool) throws {
    let (x, y) = try data(32 * group.worldSize)
    let part = 32 * group.rank..<32 * (group.rank + 1)
    let model = try model()
    // With numbers of the rank's own at the same places of an array, too.
    let own = Samples(values: (0..<128).map { Float($0 * (group.rank + 1)) }, shape: [4])
    if fits {
      try model.fit(x, y, validationData: (own, y[0..<32]), verbose: .silent, on: group)
    } else {
      try model.evaluate(x[part], y[part], verbose: .silent, on: group)
    }
    group.print("no error")
  }

  /// Each rank has weights of its own.
  private static func weights(_ group: ProcessGroup) throws {
    let (x, y) = try data(64)
    let model = try model()
    let weights = try model.weights().map { $0.values.map { $0 + Float(group.rank) } }
    try model.layers[0].setWeights(Array(weights[0..<2]))
    try model.evaluate(x, y, verbose: .silent, ranks: .all, on: group)
    group.print("no error")
  }

  /// Two data sets of one form in shared memory, of which each rank takes another one.
  private static func twoDataSets(_ group: ProcessGroup) throws {
    let sets = try (0..<2).map { seed in
      try SyntheticDigits(seed: UInt64(seed), trainCount: 64, testCount: 10).load(on: group)
    }
    let (images, labels) = sets[group.rank % 2].train
    let model = Sequential {
      Flatten(inputShape: [28, 28])
      Dense(10, activation: "softmax")
    }
    try model.compile(optimizer: "sgd", loss: "sparse_categorical_crossentropy")
    try model.fit(images / 255, labels, verbose: .silent, on: group)
    group.print("no error")
  }
}
