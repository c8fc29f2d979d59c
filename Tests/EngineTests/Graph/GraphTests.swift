import Engine
import Layers
import Testing

@Suite("Graph")
struct GraphTests {
  /// The names of a graph's calls in order.
  private func names(_ model: Model) throws -> [String] {
    try model.graph().calls.map(\.name)
  }

  @Test func countsLayersOfAClassFromTheSecondOn() throws {
    let model = Sequential {
      Flatten(inputShape: [2, 2])
      Dense(3)
      Activation(.relu)
      Dense(3)
      Dense(3)
    }
    #expect(
      try names(model)
        == ["input_layer", "flatten", "dense", "activation", "dense_1", "dense_2"])
  }

  @Test func keepsOwnNamesAndAvoidsThem() throws {
    let model = Sequential {
      Dense(3, inputShape: [2])
      Dense(3, name: "dense_1")
      Dense(3, name: "hidden")
      Dense(3)
      Dense(3, name: "dense")
    }
    #expect(
      try names(model)
        == ["input_layer", "dense_2", "dense_1", "hidden", "dense_3", "dense"])
  }

  @Test func refusesTwoLayersOfOneName() {
    let model = Sequential {
      Dense(3, inputShape: [2], name: "twin")
      Activation(.relu, name: "twin")
    }
    #expect(throws: ModelError.duplicateName("twin")) { try model.graph() }
  }

  /// Files of models call other things by these names, and terminals obey control characters.
  @Test(arguments: [
    "optimizer/momentum/dense", "optimizer", "callbacks/0", "a\u{1B}[31m", "a\nb", "a\u{2028}b",
  ])
  func refusesNamesThatMeanOtherThings(name: String) {
    let model = Sequential { Dense(3, inputShape: [2], name: name) }
    #expect(throws: ModelError.self) { try model.graph() }
  }

  /// Expected values after Keras's rule: a word starts before a capital that follows a small
  /// letter or precedes one.
  @Test(arguments: [
    ("Dense", "dense"), ("Conv2D", "conv2d"), ("MaxPooling2D", "max_pooling2d"),
    ("GlobalAveragePooling2D", "global_average_pooling2d"), ("LeakyReLU", "leaky_re_lu"),
    ("ReLU", "re_lu"), ("PReLU", "p_re_lu"), ("ELU", "elu"), ("InputLayer", "input_layer"),
    ("BatchNormalization", "batch_normalization"), ("Conv2DTranspose", "conv2d_transpose"),
    ("ConvLSTM2D", "conv_lstm2d"), ("GRUCell", "gru_cell"), ("", ""),
  ])
  func namesClassesInSnakeCase(className: String, name: String) {
    #expect(snakeCase(className) == name)
  }

  /// Calls are ordered by what they need, whatever order they were made in.
  @Test func putsEachCallAfterItsInputs() throws {
    let input = Symbol.input(shape: [4])
    let hidden = try Dense(3, name: "first")(input)
    _ = try Dense(5, name: "unused")(hidden)
    let output = try Dense(2, name: "second")(hidden)
    let graph = try Graph(inputs: [input], outputs: [output])
    #expect(graph.calls.map(\.name) == ["input_layer", "first", "second"])
    #expect(graph.calls.map(\.inputs) == [[], [0], [1]])
    #expect(graph.calls.map(\.outputShape) == [[4], [3], [2]])
    #expect(graph.calls[2].inputShapes == [[3]])
    #expect(graph.inputs == [0])
    #expect(graph.outputs == [2])
  }

  @Test func namesASharedLayerOnce() throws {
    let shared = Dense(3)
    let input = Symbol.input(shape: [3])
    let output = try shared(shared(input))
    let graph = try Graph(inputs: [input], outputs: [output])
    #expect(graph.calls.map(\.name) == ["input_layer", "dense", "dense"])
  }

  /// The second call would read and write beyond the first one's weights.
  @Test func refusesToShareALayerBetweenShapes() throws {
    let shared = Dense(5, name: "shared")
    let input = Symbol.input(shape: [3])
    let output = try shared(shared(input))
    #expect(
      throws: ModelError.shape(
        layer: "shared", expected: "that of its first call, (None, 3)", found: [5])
    ) { try Graph(inputs: [input], outputs: [output]) }
  }

  /// A layer without parameters goes with any shape.
  @Test func sharesALayerWithoutParametersFreely() throws {
    let shared = Activation(.relu)
    let input = Symbol.input(shape: [3])
    let output = try shared(Dense(5)(shared(input)))
    #expect(try Graph(inputs: [input], outputs: [output]).calls.last?.outputShape == [5])
  }

  @Test func refusesAGraphWithoutSymbols() {
    #expect(throws: ModelError.empty) { try Graph(inputs: [], outputs: []) }
  }

  // MARK: - Inputs

  private func error(_ inputs: [Symbol], _ outputs: [Symbol]) -> ModelError? {
    #expect(throws: ModelError.self) { try Graph(inputs: inputs, outputs: outputs) }
  }

  @Test func namesAnInputThatIsMissing() throws {
    let (x, z) = (Symbol.input(shape: [3], name: "x"), Symbol.input(shape: [3], name: "z"))
    let output = try Add()(x, z)
    #expect(
      error([x], [output])?.description
        == "the model's list of inputs is x; expected z in it, which the outputs need")
    #expect(
      error([], [output])?.description
        == "the model's list of inputs is empty; expected x in it, which the outputs need")
  }

  @Test func beginsAtASymbolInTheMiddleOfAnotherModel() throws {
    let input = Symbol.input(shape: [3], name: "x")
    let hidden = try Dense(3, name: "hidden")(input)
    let output = try Dense(3)(hidden)
    let graph = try Graph(inputs: [hidden], outputs: [output])
    #expect(graph.calls.map(\.name) == ["input_layer", "dense"])
    #expect(
      error([input, input], [output])?.description
        == "an input of the model is x; expected each symbol once")
  }

  /// It would show the tensor before it with another shape.
  @Test func refusesAnInputLayerAfterAnother() {
    let model = Sequential([
      InputLayer(shape: [3]), InputLayer(shape: [300], name: "second"), Dense(2),
    ])
    let error = #expect(throws: ModelError.self) { try model.graph() }
    #expect(
      error?.description
        == "the number of inputs of layer second is 1; expected none: it is an InputLayer")
  }

  @Test func refusesAModelWithoutOutputs() {
    #expect(
      error([.input(shape: [3])], [])?.description
        == "the model's number of outputs is 0; expected at least 1")
  }

  /// Neither ordering nor releasing a deep model may recurse: test threads have small stacks.
  @Test func supportsDeepGraphs() throws {
    let model = Sequential([InputLayer(shape: [2])])
    for _ in 0..<100_000 { model.add(Flatten()) }
    let graph = try model.graph()
    #expect(graph.calls.count == 100_001)
    #expect(graph.calls.last?.name == "flatten_99999")
  }
}
