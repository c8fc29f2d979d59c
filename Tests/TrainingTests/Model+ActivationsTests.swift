import Lockstep
import TestSupport
import Testing

@testable import Training

@Suite("Model.activations", .flushedDenormals)
struct ModelActivationsTests {
  /// More samples than one pass takes.
  private let x = SmallProblem.samples(300)

  @Test func areWhatTheLayersPredict() throws {
    let model = try LayeredProblem.model()
    try model.fit(
      x, SmallProblem.oneHot(300), epochs: 1, batchSize: 32, verbose: .silent)
    let found = try model.activations(x)
    #expect(
      found.map(\.name) == [
        "reshape", "conv2d", "max_pooling2d", "normalization", "flatten", "dense", "activation",
        "dropout", "dense_1",
      ])
    #expect(
      found.map(\.shape) == [
        [300, 4, 4, 1], [300, 4, 4, 6], [300, 2, 2, 6], [300, 2, 2, 6], [300, 24], [300, 12],
        [300, 12], [300, 12], [300, 4],
      ])
    let layers = model.layers
    for (index, activation) in found.enumerated() {
      let expected = try Sequential(Array(layers[...index])).predict(x).flatMap { $0 }
      let difference = firstDifference(
        [activation], [(activation.name, activation.shape, expected)])
      #expect(difference == nil)
    }
  }

  @Test("list each call of a shared layer, and no input")
  func sharedLayers() throws {
    let (left, right) = (Symbol.input(shape: [16]), Symbol.input(shape: [16]))
    let shared = Dense(3, activation: .relu, name: "shared")
    let sum = try Add(name: "sum")(shared(left), shared(right))
    let model = Model(inputs: [left, right], outputs: [sum])
    let found = try model.activations([x, x])
    #expect(found.map(\.name) == ["shared", "shared", "sum"])
    #expect(found[0].values == found[1].values)
    #expect(found[2].values == found[0].values.map { 2 * $0 })
    #expect(throws: TrainingError.self) {
      try model.activations([x, SmallProblem.samples(2)])
    }
  }
}
