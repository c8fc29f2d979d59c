import Engine
import Layers
import ModelTestSupport
import Testing

@Suite("CompositeLayer")
struct CompositeLayerTests {
  private func names(_ model: Model) throws -> [String] {
    try model.variablePlan().parameterSpace.parameters.map(\.name)
  }

  /// `y = x + tanh(x · W + b)`.
  final class ResidualBlock: CompositeLayer {
    let state = LayerState()
    let name: String?
    private let dense: Dense
    private let add = Add()

    init(_ units: Int, name: String? = nil) {
      self.name = name
      dense = Dense(units, activation: .tanh)
    }

    func call(_ inputs: [Symbol]) throws(ModelError) -> Symbol {
      try add(dense(inputs[0]), inputs[0])
    }
  }

  /// Two blocks, one inside the other's company: composites may hold composites.
  final class Tower<Block: CompositeLayer>: CompositeLayer {
    let state = LayerState()
    private let blocks: [Block]
    private let last = Dense(2)

    init(_ blocks: [Block]) {
      self.blocks = blocks
    }

    func call(_ inputs: [Symbol]) throws(ModelError) -> Symbol {
      var symbol = inputs[0]
      for block in blocks { symbol = try block(symbol) }
      return try last(symbol)
    }
  }

  @Test func namesItsVariablesAfterItself() throws {
    let model = Sequential {
      InputLayer(shape: [3])
      ResidualBlock(3)
      Dense(3)
      ResidualBlock(3)
      ResidualBlock(3, name: "last")
    }
    #expect(
      try names(model) == [
        "residual_block/dense/kernel", "residual_block/dense/bias", "dense/kernel", "dense/bias",
        "residual_block_1/dense/kernel", "residual_block_1/dense/bias", "last/dense/kernel",
        "last/dense/bias",
      ])
    #expect(
      try model.graph().calls.map(\.name) == [
        "input_layer", "residual_block/dense", "residual_block/add", "dense",
        "residual_block_1/dense", "residual_block_1/add", "last/dense", "last/add",
      ])
  }

  @Test func hasTheWeightsOfTheLayersInside() throws {
    let tower = Tower([ResidualBlock(3), ResidualBlock(3, name: "own")])
    #expect(tower.weights.isEmpty)
    #expect(throws: ModelError.self) { try tower.setWeights([[0]]) }
    let model = Sequential {
      InputLayer(shape: [3])
      tower
    }
    try model.compile(optimizer: "sgd", loss: "mse")
    let names = tower.weights.map(\.name)
    #expect(
      names == [
        "residual_block/dense/kernel", "residual_block/dense/bias", "own/dense/kernel",
        "own/dense/bias", "dense/kernel", "dense/bias",
      ])
    let sizes = [9, 3, 9, 3, 6, 2]
    try tower.setWeights(
      sizes.enumerated().map { place, size in (0..<size).map { Float(10 * place + $0) } })
    #expect(try model.weights().map(\.name) == names.map { "tower/" + $0 })
    #expect(try model.weights().map { $0.values[0] } == [0, 10, 20, 30, 40, 50])
    #expect(tower.weights.map { $0.values.count } == sizes)
    #expect(throws: ModelError.weights("dense/bias", expected: "2 values", found: "1")) {
      try tower.setWeights(sizes.map { [Float](repeating: 0, count: $0 == 2 ? 1 : $0) })
    }
  }

  @Test func nestsInAnother() throws {
    let input = Symbol.input(shape: [3])
    let tower = Tower([ResidualBlock(3), ResidualBlock(3), ResidualBlock(3, name: "own")])
    #expect(tower.className == "Tower")
    let model = Model(inputs: [input], outputs: [try tower(input)])
    #expect(
      try names(model) == [
        "tower/residual_block/dense/kernel", "tower/residual_block/dense/bias",
        "tower/residual_block_1/dense/kernel", "tower/residual_block_1/dense/bias",
        "tower/own/dense/kernel", "tower/own/dense/bias", "tower/dense/kernel", "tower/dense/bias",
      ])
    #expect(try tower.outputShape(for: [[3]]) == [2])
    #expect(
      tower.parameters(for: [[3]]).map(\.shape) == [
        [3, 3], [3], [3, 3], [3], [3, 3], [3], [3, 2], [2],
      ])
  }

  @Test func sharesItsWeightsWhenCalledTwice() throws {
    let block = ResidualBlock(3)
    let model = Sequential {
      InputLayer(shape: [3])
      block
      block
    }
    #expect(try names(model) == ["residual_block/dense/kernel", "residual_block/dense/bias"])
    #expect(
      try model.graph().calls.map(\.name).suffix(2)
        == ["residual_block/dense", "residual_block/add"])
  }

  /// A layer of the caller's is not the composite's, whatever leads to the result.
  @Test func ownsOnlyLayersOfItsCall() throws {
    final class Captures: CompositeLayer {
      let state = LayerState()
      let other: Symbol
      init(_ other: Symbol) { self.other = other }
      func call(_ inputs: [Symbol]) throws(ModelError) -> Symbol {
        try Add()(inputs[0], other)
      }
    }
    let input = Symbol.input(shape: [3])
    let other = try Dense(3)(input)
    let output = try Captures(other)(Dense(3)(input))
    #expect(
      try Model(inputs: [input], outputs: [output]).graph().calls.map(\.name)
        == ["input_layer", "dense", "dense_1", "captures/add"])
  }

  @Test func refusesANameThatIsTaken() throws {
    let twins = Sequential {
      InputLayer(shape: [3])
      ResidualBlock(3, name: "twin")
      ResidualBlock(3, name: "twin")
    }
    #expect(throws: ModelError.duplicateName("twin")) { try twins.graph() }
    let inside = Sequential {
      Dense(3, inputShape: [3], name: "block/dense")
      ResidualBlock(3, name: "block")
    }
    #expect(
      try inside.graph().calls.map(\.name).suffix(2) == ["block/dense_1", "block/add"])
  }

  @Test func propagatesErrorsOfItsLayers() {
    #expect(
      throws: ModelError.shape(
        layer: "Add", expected: "(None, 3), as its first input has", found: [4])
    ) { try ResidualBlock(3).outputShape(for: [[4]]) }
  }

  @Test("has the gradients of the plain loops", arguments: [false, true])
  func gradients(isShared: Bool) throws {
    let blocks = [ResidualBlock(3), ResidualBlock(3)]
    let model = Sequential {
      Dense(3, inputShape: [5])
      blocks[0]
      blocks[isShared ? 0 : 1]
      Dense(4)
    }
    let mismatch = try GradientCheck.mismatch(model, seed: 240)
    #expect(mismatch == nil)
  }
}
