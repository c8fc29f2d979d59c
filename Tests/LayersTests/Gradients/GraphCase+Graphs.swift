import Engine
import Layers
import ModelTestSupport

extension GraphCase {
  /// Every way in which calls can follow each other.
  static let all = readers + inPlaceOperations + shared + outputs

  /// Tensors with several readers.
  static let readers = [
    GraphCase("a tensor with three readers") {
      let input = Symbol.input(shape: [4])
      let hidden = try Dense(5)(input)
      let sum = try Add()(Activation(.tanh)(hidden), Activation(.relu)(hidden), hidden)
      return Model(inputs: [input], outputs: [try Dense(3)(sum)])
    },
    GraphCase("a tensor twice into Add") {
      let input = Symbol.input(shape: [4])
      let hidden = try Dense(5, activation: .tanh)(input)
      return Model(inputs: [input], outputs: [try Dense(3)(Add()(hidden, hidden))])
    },
    GraphCase("a tensor twice into Concatenate and once past it") {
      let input = Symbol.input(shape: [4])
      let hidden = try Dense(3)(input)
      let twice = try Dense(3)(Concatenate()(hidden, hidden))
      return Model(inputs: [input], outputs: [try Add()(twice, hidden)])
    },
    GraphCase("the input beside what is made of it") {
      let input = Symbol.input(shape: [4])
      let sum = try Add()(input, Dense(4, activation: .tanh)(input))
      return Model(inputs: [input], outputs: [try Dense(3)(Concatenate()(input, sum))])
    },
    GraphCase("a residual block behind a residual block") {
      let input = Symbol.input(shape: [4])
      var tensor = try Dense(5)(input)
      for _ in 0..<2 { tensor = try Add()(Dense(5, activation: .relu)(tensor), tensor) }
      return Model(inputs: [input], outputs: [try Dense(3)(tensor)])
    },
    GraphCase("images that split and meet") {
      let input = Symbol.input(shape: [4, 4, 1])
      let image = try Conv2D(2, (2, 2), activation: .relu)(input)
      let left = try Conv2D(2, (3, 3), padding: .same)(image)
      let right = try AveragePooling2D((2, 2), strides: (1, 1), padding: .same)(image)
      let joined = try Concatenate()(left, BatchNormalization()(right), image)
      return Model(inputs: [input], outputs: [try Dense(3)(GlobalAveragePooling2D()(joined))])
    },
  ]

  /// What works in place, and what only changes a shape, on tensors that others read too.
  static let inPlaceOperations = [
    GraphCase("rectifiers in place on both sides of a fork") {
      let input = Symbol.input(shape: [4])
      let hidden = try Activation(.relu)(Dense(6)(input))
      let left = try Activation(.sigmoid)(hidden)
      let right = try Activation(.tanh)(Activation(.relu)(hidden))
      return Model(inputs: [input], outputs: [try Dense(3)(Add()(left, right, hidden))])
    },
    GraphCase("dropouts on both sides of a fork") {
      let input = Symbol.input(shape: [4])
      let hidden = try Dense(6)(input)
      let sum = try Add()(Dropout(0.5)(hidden), Dropout(0.25)(hidden))
      return Model(inputs: [input], outputs: [try Dense(3)(Dropout(0.3)(sum))])
    },
    GraphCase("other shapes of a tensor that is read as it is") {
      let input = Symbol.input(shape: [4])
      let hidden = try Dense(6)(input)
      let rows = try Activation(.softmax)(Reshape([2, 3])(hidden))
      let columns = try Activation(.tanh)(Reshape([3, 2])(hidden))
      let sum = try Add()(Flatten()(rows), Flatten()(columns), hidden)
      return Model(inputs: [input], outputs: [try Dense(3)(sum)])
    },
    GraphCase("a shape of a shape with two readers") {
      let input = Symbol.input(shape: [4])
      let rows = try Reshape([3, 2])(Reshape([2, 3])(Dense(6)(input)))
      let joined = try Concatenate(axis: 1)(rows, Activation(.relu)(rows))
      return Model(inputs: [input], outputs: [try Dense(3)(Flatten()(joined))])
    },
    GraphCase("dropout in place behind a linear activation") {
      Sequential {
        Dense(6, inputShape: [4])
        Activation(.linear)
        Dropout(0.5)
        Activation(.relu)
        Dropout(0)
        Dense(3)
      }
    },
  ]

  /// Layers that are called more than once.
  static let shared = [
    GraphCase("a layer on two inputs") {
      let inputs = [Symbol.input(shape: [4]), .input(shape: [4])]
      let layer = Dense(5, activation: .tanh)
      let joined = try Concatenate()(layer(inputs[0]), layer(inputs[1]))
      return Model(inputs: inputs, outputs: [try Dense(3)(joined)])
    },
    GraphCase("a layer on its own result and beside itself") {
      let input = Symbol.input(shape: [4])
      let layer = Dense(4, activation: .tanh)
      let once = try layer(input)
      let twice = try layer(once)
      return Model(inputs: [input], outputs: [try Dense(3)(Add()(once, twice, layer(twice)))])
    },
    GraphCase("a normalization of two inputs' images") {
      let inputs = [Symbol.input(shape: [2, 2, 2]), .input(shape: [3, 2, 2])]
      let (filter, norm) = (Conv2D(2, (1, 1)), BatchNormalization())
      let parts = try inputs.map { image in
        try GlobalAveragePooling2D()(Activation(.tanh)(norm(filter(image))))
      }
      return Model(inputs: inputs, outputs: [try Dense(3)(Concatenate()(parts))])
    },
    GraphCase("a normalization of rows called twice, and a dropout") {
      let input = Symbol.input(shape: [6])
      let (norm, dropout) = (LayerNormalization(), Dropout(0.4))
      let tensor = try norm(dropout(Dense(6, activation: .tanh)(norm(dropout(Dense(6)(input))))))
      return Model(inputs: [input], outputs: [try Dense(3)(tensor)])
    },
    GraphCase("a composite layer called twice") {
      let input = Symbol.input(shape: [4])
      let block = GatedBlock(5)
      let tensor = try block(block(Dense(5)(input)))
      return Model(inputs: [input], outputs: [try Dense(3)(tensor)])
    },
    GraphCase("composite layers inside a composite layer") {
      let input = Symbol.input(shape: [4])
      let tensor = try PairOfBlocks(4)(input)
      return Model(inputs: [input], outputs: [try Dense(3)(tensor)])
    },
  ]

  /// Several outputs, whose losses add up.
  static let outputs = [
    GraphCase(
      "two inputs and three outputs",
      losses: [MeanSquaredError(), BinaryCrossentropy(), CategoricalCrossentropy()],
      lossWeights: [0.5, 2, 0.25]
    ) {
      let inputs = [Symbol.input(shape: [3]), .input(shape: [2, 2])]
      let left = try Dense(4, activation: .tanh)(inputs[0])
      let right = try Dense(4)(Flatten()(inputs[1]))
      let sum = try Add()(left, right)
      return Model(
        inputs: inputs,
        outputs: try [
          Dense(2)(sum), Dense(1, activation: .sigmoid)(left),
          Dense(3, activation: .softmax)(Concatenate()(right, sum)),
        ])
    },
    GraphCase(
      "an output that another layer reads",
      losses: [MeanAbsoluteError(), SparseCategoricalCrossentropy()], lossWeights: [1, 0.5]
    ) {
      let input = Symbol.input(shape: [4])
      let hidden = try Dense(5, activation: .tanh)(input)
      return Model(inputs: [input], outputs: [hidden, try Dense(3, activation: .softmax)(hidden)])
    },
    GraphCase(
      "a softmax that another layer reads",
      losses: [CategoricalCrossentropy(), MeanSquaredError()], answers: [.distributions, .numbers]
    ) {
      let input = Symbol.input(shape: [4])
      let shares = try Dense(4, activation: .softmax)(input)
      return Model(inputs: [input], outputs: [shares, try Dense(2)(shares)])
    },
    GraphCase(
      "a tensor that is two outputs",
      losses: [MeanSquaredError(), BinaryCrossentropy(), MeanSquaredError()],
      lossWeights: [1, 3, 0.5]
    ) {
      let input = Symbol.input(shape: [4])
      let hidden = try Dense(3, activation: .sigmoid)(input)
      return Model(inputs: [input], outputs: [hidden, hidden, try Reshape([3, 1])(hidden)])
    },
    GraphCase(
      "an output whose loss does not count", losses: [MeanSquaredError(), Poisson()],
      lossWeights: [0, 1.5]
    ) {
      let input = Symbol.input(shape: [4])
      let hidden = try BatchNormalization()(Dense(5)(input))
      return Model(
        inputs: [input],
        outputs: try [Dense(2)(hidden), Dense(2, activation: .exponential)(hidden)])
    },
    GraphCase(
      "logits before a softmax that are an output too",
      losses: [MeanSquaredError(), CategoricalCrossentropy()], lossWeights: [0.5, 1]
    ) {
      let input = Symbol.input(shape: [4])
      let logits = try Dense(3)(input)
      return Model(inputs: [input], outputs: [logits, try Activation(.softmax)(logits)])
    },
  ]
}

/// `y = x + σ(a)` with two branches inside.
private final class GatedBlock: CompositeLayer {
  let state = LayerState()
  private let value: Dense
  private let gate: Dense
  private let add = Add()

  init(_ units: Int) {
    value = Dense(units, activation: .tanh)
    gate = Dense(units, activation: .sigmoid)
  }

  func call(_ inputs: [Symbol]) throws(ModelError) -> Symbol {
    try add(value(inputs[0]), gate(inputs[0]), inputs[0])
  }
}

/// Two blocks beside each other.
private final class PairOfBlocks: CompositeLayer {
  let state = LayerState()
  private let blocks: [GatedBlock]
  private let join = Concatenate()

  init(_ units: Int) {
    blocks = [GatedBlock(units), GatedBlock(units)]
  }

  func call(_ inputs: [Symbol]) throws(ModelError) -> Symbol {
    try join(blocks[0](inputs[0]), blocks[1](inputs[0]))
  }
}
