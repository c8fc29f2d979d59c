import Lockstep
import TestSupport
import Testing

import struct Foundation.URL

/// Parts of a program's own: all that they need is what `import Lockstep` gives.
@Suite("Parts of a program's own")
struct OwnPartsTests {
  /// `y = w x` from `w = 1`, on one sample `x = 1` whose label is 3.
  private func trained(
    _ optimizer: any OptimizerChoice, _ loss: any LossChoice, _ metrics: [any MetricChoice] = []
  ) throws -> (weight: Float, history: History) {
    let model = Sequential {
      Dense(1, useBias: false, kernelInitializer: "ones", inputShape: [1])
    }
    try model.compile(optimizer: optimizer, loss: loss, metrics: metrics)
    let history = try model.fit(
      Samples(values: [1], shape: [1]), Labels(values: [3]), epochs: 2, batchSize: 1,
      verbose: .silent)
    return (try #require(model.weights().first?.values.first), history)
  }

  /// The gradient is `2 (w - 3)`: -4, then -2 from `w = 2`.
  @Test func trainAsTheirOwnNumbersSay() throws {
    let rate = HalvingRate(first: 0.25)
    #expect(try trained(SGD(learningRate: rate), SquaredError(factor: 1)).weight == 2.25)
    #expect(try trained(Descent(learningRate: rate), SquaredError(factor: 1)).weight == 2.25)
    #expect(try trained(Descent(learningRate: rate), "mse").weight == 2.25)
  }

  @Test func canBeClosures() throws {
    let loss = LossFunction("squared") { target, prediction, gradient in
      gradient[0] = 2 * (prediction[0] - target[0])
      return (prediction[0] - target[0]) * (prediction[0] - target[0])
    }
    let distance = MetricFunction("distance") { target, prediction in
      abs(prediction[0] - target[0])
    }
    let (weight, history) = try trained(
      Descent(learningRate: HalvingRate(first: 0.25)), loss, [distance])
    #expect(weight == 2.25)
    #expect(history["loss"] == [4, 1])
    #expect(history["distance"] == [2, 1])
  }

  /// JSON has no spelling for NaN: the error comes before a file, and names the part.
  @Test func areRefusedByNameWhereTheyHoldANumberThatIsNone() throws {
    let model = Sequential { Dense(1, inputShape: [1]) }
    let (x, y) = (Samples(values: [1], shape: [1]), Labels(values: [3]))
    func expect(_ message: String, _ body: () throws -> Void) {
      let error = #expect(throws: ModelError.self) { try body() }
      #expect(error?.description == message)
    }
    expect("first of HalvingRate is nan; expected a finite number") {
      try model.compile(optimizer: SGD(learningRate: HalvingRate(first: .nan)), loss: "mse")
    }
    expect("factor of SquaredError is inf; expected a finite number") {
      try model.compile(optimizer: "sgd", loss: SquaredError(factor: .infinity))
    }
    expect("the slot names of Descent is mean, mean; expected each name once") {
      try model.compile(
        optimizer: Descent(learningRate: 0.1, slotNames: ["mean", "mean"]), loss: "mse")
    }
    try model.compile(optimizer: "sgd", loss: "mse")
    model.optimizer?.learningRate = Float.nan
    expect("the learning rate is nan; expected a number from 0 up") {
      try model.fit(x, y, verbose: .silent)
    }
    let scale = Scale()
    let scaled = Sequential([InputLayer(shape: [1]), scale])
    try scaled.compile(optimizer: "sgd", loss: "mse")
    scale.factor = .nan
    expect("factor of layer scale is nan; expected a finite number") {
      try scaled.fit(x, y, verbose: .silent)
    }
    expect("factor of layer scale is nan; expected a finite number") {
      try scaled.compile(optimizer: "sgd", loss: "mse")
    }
  }

  /// Every weight would be NaN after the last step, and nobody would look at them again.
  @Test("stop a run at the step for which a schedule gives no rate", arguments: [Float.nan, -1])
  func giveNoRate(rate: Float) throws {
    let model = Sequential { Dense(1, inputShape: [1]) }
    try model.compile(optimizer: SGD(learningRate: LateRate(last: rate)), loss: "mse")
    let error = #expect(throws: TrainingError.self) {
      try model.fit(
        Samples(values: [1, 2], shape: [1]), Labels(values: [3, 4]), batchSize: 1,
        verbose: .silent)
    }
    #expect(
      error?.description
        == "the learning rate of LateRate at step 2 is \(rate); expected a number from 0 up")
    #expect(try model.weights().allSatisfy { $0.values.allSatisfy(\.isFinite) })
  }

  /// Element `e` of every parameter is `e`, and between 0 and 1 more.
  @Test func giveFirstValues() throws {
    let model = Sequential {
      Dense(3, kernelInitializer: Ramp(), biasInitializer: "zeros", inputShape: [2])
    }
    let values = try #require(model.weights().first?.values)
    #expect(values.map { $0.rounded(.down) } == [0, 1, 2, 3, 4, 5])
    #expect(Set(values.map { $0 - $0.rounded(.down) }).count == 6)
    #expect(try model.weights().first?.values == values)
  }

  /// No file describes them: a run with such parts goes on with the program's own.
  @Test func goOnFromACheckpoint() throws {
    try withTemporaryDirectory { folder in
      func weight(epochs: Int, _ resume: CheckpointOptions.Resume, _ name: String) throws -> Float?
      {
        let model = Sequential {
          Dense(1, useBias: false, kernelInitializer: "ones", inputShape: [1])
        }
        try model.compile(
          optimizer: Descent(learningRate: HalvingRate(first: 0.25)), loss: SquaredError(factor: 1))
        try model.fit(
          Samples(values: [1], shape: [1]), Labels(values: [3]), epochs: epochs, batchSize: 1,
          verbose: .silent,
          options: RunOptions(
            checkpoints: CheckpointOptions(folder.appending(path: name).path, resume: resume)))
        return try model.weights().first?.values.first
      }
      let whole = try weight(epochs: 4, .never, "whole")
      _ = try weight(epochs: 2, .never, "parts")
      #expect(try weight(epochs: 4, .ifPresent, "parts") == whole)
    }
  }

  @Test func sayWhatTheyAre() {
    #expect(HalvingRate(first: 0.5).className == "HalvingRate")
    #expect(HalvingRate(first: 0.5).configuration == ["first": 0.5])
    #expect(SquaredError(factor: 2).configuration == ["factor": .exact(2)])
    #expect(SquaredError(factor: 2).identifier == "squared_error")
    #expect(Descent(learningRate: 1.0).configuration == [:])
  }
}

/// A rate that is halved by each update.
private struct HalvingRate: LearningRateSchedule {
  let first: Double

  var configuration: [String: ConfigurationValue] { ["first": .number(first)] }

  func rate(atStep step: Int) -> Float { Float(first / Double(1 << min(step, 20))) }
}

/// A rate that is another one from the second step on.
private struct LateRate: LearningRateSchedule {
  let last: Float

  func rate(atStep step: Int) -> Float { step == 0 ? 0.1 : last }
}

/// Values that rise by 1, and a random part below 1.
private struct Ramp: Initializer {
  func fill(_ values: inout MutableSpan<Float>, shape: [Int], random: ParameterRandom) {
    for i in values.indices { values[i] = Float(i) + Float(random.uniform(i)) }
  }
}

/// A layer that says a factor, and changes nothing.
private final class Scale: Layer {
  let state = LayerState()
  let name: String? = nil
  var factor = 1.0

  var configuration: [String: ConfigurationValue] { ["factor": .number(factor)] }

  func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape { inputs[0] }

  func operations(for inputs: [Shape]) -> [any Operation] { [] }
}

/// Plain gradient descent.
private struct Descent: Optimizer {
  var learningRate: any LearningRateSchedule
  var slotNames: [String] = []

  func update(_ slice: ParameterSlice) -> Bool {
    var areFinite = true
    for i in 0..<slice.count {
      unsafe slice.weights[i] -= slice.learningRate * slice.gradient[i]
      areFinite = unsafe areFinite && slice.weights[i].isFinite
    }
    return areFinite
  }
}

/// The sum of a sample's squared errors times a factor.
private struct SquaredError: Loss {
  let factor: Float

  var configuration: [String: ConfigurationValue] { ["factor": .exact(factor)] }

  func targetForm(of labels: LabelKind) -> TargetForm? { .values }

  func operation(
    for output: Shape, _ form: TargetForm, onLogits: Bool
  ) throws(ModelError) -> any LossOperation {
    Rows(size: output.elementCount, factor: factor)
  }

  struct Rows: LossOperation {
    let size: Int
    let factor: Float

    func evaluate(_ pass: LossPass) { compute(pass) { _, _ in } }

    func differentiate(_ pass: LossPass) {
      compute(pass) { element, error in
        unsafe pass.gradient[element] = 2 * factor * error * pass.scales[element / size]
      }
    }

    private func compute(_ pass: LossPass, _ body: (_ element: Int, _ error: Float) -> Void) {
      for row in 0..<pass.rows {
        var sum: Float = 0
        for column in 0..<size {
          let element = row * size + column
          let error =
            unsafe pass.predictions[element]
            - pass.targets.value(row: row, column: column, of: size)
          sum += error * error
          body(element, error)
        }
        unsafe pass.losses[row] = factor * sum
      }
    }
  }
}
