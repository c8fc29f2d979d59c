import Lockstep
import Testing

/// Weights belong to layers, as in Keras.
@Suite("models that share layers")
struct SharedLayerTests {
  private func train(_ model: Model, epochs: Int = 1) throws {
    try model.fit(
      SmallProblem.samples(34), SmallProblem.oneHot(34), epochs: epochs, batchSize: 8,
      verbose: .silent)
  }

  private func values(_ model: Model, _ name: String) throws -> [Float] {
    try #require(model.weights().first { $0.name == name }).values
  }

  @Test("have the same weights, before and after one of them is trained")
  func encoder() throws {
    let input = Symbol.input(shape: [16])
    let code = try Dense(4, activation: .relu, name: "code")(input)
    let output = try Dense(4, activation: .softmax, name: "classes")(code)
    let whole = Model(inputs: [input], outputs: [output])
    let encoder = Model(inputs: [input], outputs: [code])
    // Cut out behind the code: a symbol in the middle is an input.
    let decoder = Model(inputs: [code], outputs: [output])
    #expect(try values(whole, "code/kernel") == values(encoder, "code/kernel"))
    let first = try values(encoder, "code/kernel")
    try whole.compile(optimizer: .adam, loss: .categoricalCrossentropy)
    try train(whole)
    #expect(try values(whole, "code/kernel") == values(encoder, "code/kernel"))
    #expect(try values(encoder, "code/kernel") != first)
    #expect(try values(whole, "classes/kernel") == values(decoder, "classes/kernel"))
    let samples = SmallProblem.samples(5)
    #expect(try decoder.predict(encoder.predict(samples)) == whole.predict(samples))
  }

  @Test("train the same weights in turns, with the bits of one model")
  func turns() throws {
    let layers: [any Layer] = [
      Dense(8, activation: .relu, inputShape: [16]), Dense(4, activation: .softmax),
    ]
    let (first, second) = (Sequential(layers), Sequential(layers))
    for model in [first, second] {
      try model.compile(optimizer: .sgd(learningRate: 0.1), loss: .categoricalCrossentropy)
    }
    try train(first)
    try train(second)
    let alone = Sequential {
      Dense(8, activation: .relu, inputShape: [16])
      Dense(4, activation: .softmax)
    }
    try alone.compile(optimizer: .sgd(learningRate: 0.1), loss: .categoricalCrossentropy)
    try train(alone)
    alone.epochs = 0
    try train(alone)
    #expect(try firstDifference(first, alone) == nil)
    #expect(try firstDifference(second, alone) == nil)
  }

  @Test("keep them where a layer is added to a trained model")
  func added() throws {
    let model = try SmallProblem.model()
    try train(model)
    let trained = try values(model, "dense/kernel")
    model.add(Dense(4, activation: .softmax))
    #expect(try values(model, "dense/kernel") == trained)
    #expect(throws: ModelError.self, "the optimizer has no state for the new layer") {
      try train(model)
    }
    try model.compile(optimizer: .adam, loss: .categoricalCrossentropy)
    try train(model)
    let tuned = Sequential(model.layers + [Dense(2)])
    #expect(try values(tuned, "dense/kernel") == values(model, "dense/kernel"))
  }

  @Test("refuse a layer for inputs of another shape")
  func otherShape() throws {
    let layer = Dense(4)
    let first = Model(
      inputs: [.input(shape: [3])], outputs: [try layer(.input(shape: [3]))])
    _ = first
    let (a, b) = (Symbol.input(shape: [3]), Symbol.input(shape: [5]))
    let narrow = Model(inputs: [a], outputs: [try layer(a)])
    let wide = Model(inputs: [b], outputs: [try layer(b)])
    _ = try narrow.weights()
    #expect(throws: ModelError.self) { try wide.weights() }
  }
}

@Suite("frozen layers")
struct FrozenLayerTests {
  private func model(_ frozen: Bool) throws -> Sequential {
    let model = Sequential {
      Dense(8, activation: .relu, inputShape: [16])
      BatchNormalization()
      Dense(4, activation: .softmax)
    }
    if frozen { for layer in model.layers.prefix(2) { layer.trainable = false } }
    try model.compile(optimizer: .adam(learningRate: 0.1), loss: .categoricalCrossentropy)
    return model
  }

  @Test("keep their weights and statistics, while others learn")
  func stays() throws {
    let model = try model(true)
    let before = try model.weights()
    try model.fit(
      SmallProblem.samples(34), SmallProblem.oneHot(34), epochs: 2, batchSize: 8,
      verbose: .silent)
    let after = try model.weights()
    #expect(before.map(\.name) == after.map(\.name))
    for (old, new) in zip(before, after) {
      #expect((old.values == new.values) == !new.name.hasPrefix("dense_1/"), "\(new.name)")
    }
    #expect(try model.summary().contains(" Trainable params: 36 "))
  }

  @Test("have the same first weights as others")
  func sameStart() throws {
    #expect(try firstDifference(model(true), model(false)) == nil)
  }

  @Test("pass gradients on to the layers before them")
  func inTheMiddle() throws {
    let model = try model(false)
    model.layers[1].trainable = false
    try model.compile(optimizer: .sgd(learningRate: 0.5), loss: .categoricalCrossentropy)
    let before = try model.weights()
    try model.fit(
      SmallProblem.samples(34), SmallProblem.oneHot(34), batchSize: 8, verbose: .silent)
    for (old, new) in zip(before, try model.weights()) {
      let isFrozen = new.name.hasPrefix("batch_normalization/")
      #expect((old.values == new.values) == isFrozen, "\(new.name)")
    }
  }

  @Test("are adopted only by compile")
  func takenOver() throws {
    let model = try model(false)
    let fit = {
      _ = try model.fit(
        SmallProblem.samples(34), SmallProblem.oneHot(34), batchSize: 8, verbose: .silent)
    }
    try fit()
    model.layers[0].trainable = false
    #expect(throws: ModelError.self) { try fit() }
    try model.compile(optimizer: .sgd, loss: .categoricalCrossentropy)
    try fit()
  }
}
