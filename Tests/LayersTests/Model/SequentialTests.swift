import Engine
import KerasFormat
import Layers
import ModelTestSupport
import Testing

@Suite("Sequential")
struct SequentialTests {
  @Test func isTheSameModelByAddByListAndByBlock() throws {
    let added = Sequential(seed: 3)
    added.add(Flatten(inputShape: [2, 3]))
    added.add(Dense(4, activation: .relu))
    added.add(Dense(2, activation: .softmax))
    let listed = Sequential(
      [Flatten(inputShape: [2, 3]), Dense(4, activation: .relu), Dense(2, activation: .softmax)],
      seed: 3)
    let blocked = Sequential(seed: 3) {
      Flatten(inputShape: [2, 3])
      Dense(4, activation: .relu)
      Dense(2, activation: .softmax)
    }
    for model in [listed, blocked] {
      #expect(try model.configuration() == added.configuration())
      try expectSameWeights(model, added)
    }
  }

  @Test(arguments: [false, true])
  func takesConditionsAndLoopsInItsBlock(deep: Bool) throws {
    let model = Sequential {
      InputLayer(shape: [4])
      if deep { Dense(7) }
      for units in [5, 6] { Dense(units) }
      if deep {
        Activation(.softmax)
      } else {
        Activation(.relu)
      }
    }
    let shapes = try model.graph().calls.map(\.outputShape)
    #expect(shapes == (deep ? [[4], [7], [5], [6], [6]] : [[4], [5], [6], [6]]))
    #expect(try model.inputShapes() == [[4]])
  }

  /// The first layer's `inputShape` and an `InputLayer` before it mean the same.
  @Test func takesItsInputFromAnInputLayerToo() throws {
    let model = Sequential {
      InputLayer(shape: [3], name: "pixels")
      Dense(2)
    }
    #expect(try model.graph().calls.map(\.name) == ["pixels", "dense"])
    try expectSameWeights(model, Sequential { Dense(2, inputShape: [3]) })
  }

  @Test func asksForAnInputShape() {
    #expect(throws: ModelError.missingInputShape(layer: "Dense")) {
      try Sequential { Dense(3) }.graph()
    }
    #expect(throws: ModelError.missingInputShape(layer: "first")) {
      try Sequential { Dense(3, name: "first") }.graph()
    }
  }

  @Test func refusesToBeEmpty() {
    #expect(throws: ModelError.empty) { try Sequential().graph() }
  }

  @Test func namesTheLayerThatDoesNotFit() {
    let expected =
      "(None, height, width, channels), as MNIST's images reshaped to (28, 28, 1)"
    #expect(throws: ModelError.shape(layer: "Conv2D", expected: expected, found: [28, 28])) {
      try Sequential { Conv2D(3, (3, 3), inputShape: [28, 28]) }.graph()
    }
  }
}
