import Lockstep
import TestSupport
import Testing

@Suite("Model.checkGradients", .flushedDenormals)
struct ModelCheckGradientsTests {
  @Test("names every parameter, changes no weight, and needs a loss")
  func correct() throws {
    let x = Samples(values: (0..<32).map { Float($0 % 7) / 7 - 0.4 }, shape: [4])
    let y = try Labels((0..<8).map { $0 % 3 })
    let model = Sequential(seed: 3) {
      Dense(5, activation: .tanh, inputShape: [4])
      Dense(3, activation: .softmax)
    }
    #expect(throws: ModelError.notCompiled) { try model.checkGradients(x, y) }
    try model.compile(optimizer: .adam, loss: .sparseCategoricalCrossentropy)
    let before = try model.weights().map(\.values)
    let errors = try model.checkGradients(x, y)
    #expect(errors.map(\.name) == ["dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias"])
    #expect(errors.allSatisfy { $0.error < 0.03 }, "\(errors)")
    #expect(try model.weights().map(\.values) == before)
  }

  /// The loss of the large value overflows: no quotient is finite, and neither is the gradient.
  @Test("finds no agreement where a gradient is not finite")
  func notFinite() throws {
    for large in [4e19, Float.greatestFiniteMagnitude] {
      let model = Sequential(seed: 2) { Dense(1, inputShape: [4]) }
      try model.compile(optimizer: .adam, loss: .meanSquaredError)
      let x = Samples(values: [1, 1, large, 1], shape: [4])
      #expect(throws: TrainingError.self, "\(large)") {
        try model.checkGradients(x, Labels(values: [0], shape: [1]))
      }
    }
  }
}
