import Lockstep
import TestSupport
import Testing

/// What a callback sees of the model that is trained.
@Suite("a model in a callback", .flushedDenormals)
struct CurrentModelTests {
  /// Notes the model's state at each epoch's end.
  private final class Looker: Callback {
    let model: Sequential
    var weights: [Float] = []
    var outputs: [[Float]] = []
    var iterations: [Int] = []

    init(_ model: Sequential) { self.model = model }

    func epochEnded(_ report: EpochReport, of run: RunContext) throws {
      weights.append(try model.weights()[0].values[0])
      outputs.append(try model.predict(SmallProblem.samples(1))[0])
      iterations.append(model.iterations)
    }
  }

  @Test("has the weights, updates and predictions of that epoch's end")
  func current() throws {
    func trained(epochs: Int, _ callbacks: (Sequential) -> [any Callback]) throws -> Sequential {
      let model = try SmallProblem.model()
      try model.fit(
        SmallProblem.samples(64), SmallProblem.oneHot(64), epochs: epochs, batchSize: 16,
        verbose: .silent, callbacks: callbacks(model))
      return model
    }
    var looker: Looker?
    _ = try trained(epochs: 3) { model in
      let new = Looker(model)
      looker = new
      return [new]
    }
    let seen = try #require(looker)
    #expect(seen.iterations == [4, 8, 12])
    for epoch in 1...3 {
      let model = try trained(epochs: epoch) { _ in [] }
      #expect(try seen.weights[epoch - 1] == model.weights()[0].values[0])
      #expect(try seen.outputs[epoch - 1] == model.predict(SmallProblem.samples(1))[0])
    }
  }

  @Test(
    "is not changed there: the other ranks would not take part",
    arguments: ["setWeights", "compile", "fit", "save", "loadWeights"])
  func unchanged(call: String) throws {
    let model = try SmallProblem.model()
    let (x, y) = (SmallProblem.samples(32), try SmallProblem.oneHot(32))
    let callback = LambdaCallback(epochEnded: { _, run in
      switch call {
      case "setWeights": try run.model.setWeights([:])
      case "compile": try run.model.compile(optimizer: "sgd", loss: "mse")
      case "fit": try run.model.fit(x, y, epochs: 1, verbose: .silent)
      case "save": try run.model.save(to: "/nowhere/model.safetensors")
      default: try run.model.loadWeights(from: "/nowhere/model.safetensors")
      }
    })
    let error = try #require(throws: ModelError.self) {
      try model.fit(x, y, epochs: 2, verbose: .silent, callbacks: [callback])
    }
    #expect("\(error)".hasPrefix("the call of \(call) is inside a callback; expected "))
    // Afterwards it is the model's own again.
    try model.setWeights([:])
  }

  @Test("needs samples, and takes batches of any size")
  func sizes() throws {
    let model = try SmallProblem.model()
    let (x, y) = (SmallProblem.samples(32), try SmallProblem.oneHot(32))
    for call in [
      { _ = try model.fit(x[..<0], y[..<0], epochs: 1, verbose: .silent) },
      { _ = try model.evaluate(x[..<0], y[..<0], verbose: .silent) },
    ] {
      let error = try #require(throws: TrainingError.self) { try call() }
      #expect("\(error)" == "the number of samples is 0; expected at least 1")
    }
    _ = try model.evaluate(x, y, batchSize: .max, verbose: .silent)
  }

  @Test("has no loss of an epoch whose every update was skipped, which is never the best")
  func nothingLearnt() throws {
    var values = [Float](repeating: 0.25, count: 16 * 16)
    for row in 0..<16 { values[row * 16] = .nan }
    let model = try SmallProblem.model()
    let stopping = EarlyStopping(monitor: "loss", patience: 1)
    let history = try model.fit(
      Samples(values: values, shape: [16]), SmallProblem.oneHot(16), epochs: 2, batchSize: 8,
      verbose: .silent, callbacks: [stopping],
      options: RunOptions(nonFinite: .skip))
    #expect(history.epochs == [0, 1])
    #expect(history["loss"].isEmpty && history["accuracy"].isEmpty)
    #expect(stopping.stoppedEpoch == 0)
  }
}
