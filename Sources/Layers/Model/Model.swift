public import Engine

/// A network of layers between inputs and outputs, with its weights and training settings.
///
/// Created from symbols it is Keras's Functional API:
///
/// ```swift
/// let pixels = Symbol.input(shape: [784])
/// let hidden = try Dense(512, activation: .relu)(pixels)
/// let model = Model(inputs: [pixels], outputs: [try Dense(10, activation: .softmax)(hidden)])
/// ```
/// A subclass overrides `call(_:)` instead. `fit`, `evaluate` and `predict` are extensions in
/// `Training`. Source of names and defaults: Keras 3, `Model`.
open class Model {
  /// The seed of initial weights, the order of samples, and all other random numbers.
  public let seed: UInt64

  /// The settings of `compile`, or nil before it.
  package internal(set) var compilation: Compilation?

  /// The part of the optimizer's state that this process owns, or nil before the first update.
  package var optimizerState: OptimizerState?

  /// The memory of weights, other variables and slots, which the last run keeps for the next.
  package var memory: AnyObject?

  /// The updates that the optimizer has made since `compile`: Keras's `optimizer.iterations`.
  public package(set) var iterations = 0

  /// Whether `optimizer` was set since the run last looked.
  package var optimizerWasSet = false

  /// How `optimizer` was set where it cannot be, until an error says so.
  var misplacedOptimizer: String?

  /// The file of the last `loadWeights`, until a run begins.
  package var loadedWeights: String?

  /// Whether what is probably wrong with the settings of `compile` was said.
  package var isWarned = false

  /// The number of epochs begun since the model was created: part of the generator's counter.
  package var epochs = 0

  private let givenName: String?
  private let inputs: [Symbol]
  /// The outputs, cached after a subclass's `call(_:)`.
  private var outputs: [Symbol]?

  /// Creates a model from input and output symbols: Keras's Functional API.
  public init(inputs: [Symbol], outputs: [Symbol], name: String = "functional", seed: UInt64 = 0) {
    self.inputs = inputs
    self.outputs = outputs
    givenName = name
    self.seed = seed
  }

  /// Creates a model of a subclass that overrides `call(_:)`.
  ///
  /// - Parameters:
  ///   - inputShapes: The shape of one sample of each input.
  ///   - name: The model's name; by default its class in snake case.
  ///   - seed: The seed of all random numbers.
  public init(inputShapes: [Shape], name: String? = nil, seed: UInt64 = 0) {
    inputs = inputShapes.map { .input(shape: $0) }
    givenName = name
    self.seed = seed
  }

  /// The model's name, as `summary()` shows it.
  public var name: String { givenName ?? snakeCase("\(type(of: self))") }

  /// The class's name in Keras.
  package var className: String { "Functional" }

  /// Calls the layers of a subclass with one input and one output on `input`, and returns the
  /// output.
  ///
  /// It is called once. Store the layers in the model: layers created in `call(_:)` would be new at
  /// every call.
  ///
  /// - Throws: `ModelError` from the layers.
  open func call(_ input: Symbol) throws(ModelError) -> Symbol {
    throw .invalidValue(
      of: "call(_:) of \(name)", expected: "a method that a subclass overrides", found: "missing")
  }

  /// Calls the layers of a subclass on `inputs`, and returns the outputs.
  ///
  /// - Throws: `ModelError` from the layers.
  open func call(_ inputs: [Symbol]) throws(ModelError) -> [Symbol] {
    guard let input = inputs.first, inputs.count == 1 else {
      throw .invalidValue(
        of: "call(_:) of \(name)", expected: "an override that takes \(inputs.count) inputs",
        found: "missing")
    }
    return [try call(input)]
  }

  /// Whether the model's input has a shape; without one it is taken from the first data.
  package var isBuilt: Bool { true }

  /// Gives a model whose input has no shape that of its samples, and checks against it what
  /// `compile` was given.
  ///
  /// - Throws: `ModelError` when a layer or a loss does not fit.
  package func build(inputShapes: [Shape]) throws(ModelError) {
    if let compilation { try compile(compilation) }
  }

  /// The model's layers, each once, in Keras's order.
  ///
  /// - Throws: `ModelError` naming the layer that does not support its input.
  public var layers: [any Layer] {
    get throws(ModelError) {
      let graph = try graph()
      let layers = graph.layersInKerasOrder.map { graph.calls[$0[0]].layer }
      offerVariables(to: layers)
      return layers
    }
  }

  /// Lets layers without variables create them when they are asked for, as this model would.
  func offerVariables(to layers: [any Layer]) {
    for layer in layers where !layer.state.isBuilt {
      layer.state.creation = { [weak self] in _ = try? self?.variablePlan() }
    }
  }

  /// - Throws: `ModelError.invalidValue` while a run that trains some of the model's layers is
  ///   calling a callback.
  package func checkNotInCallback(_ call: String) throws(ModelError) {
    for entry in try graph().calls { try entry.layer.checkNotInCallback(call) }
  }

  /// The model's layer calls.
  ///
  /// - Throws: `ModelError` naming the layer that does not support its input.
  package func graph() throws(ModelError) -> Graph {
    if let outputs { return try Graph(inputs: inputs, outputs: outputs) }
    let traced = try call(inputs)
    outputs = traced
    return try Graph(inputs: inputs, outputs: traced)
  }
}

// MARK: - Compiling

extension Model {
  /// Sets how a model with one output is trained; keeps the weights and resets the optimizer.
  ///
  /// - Parameters:
  ///   - optimizer: The optimizer.
  ///   - loss: The loss to minimize.
  ///   - metrics: The metrics to report beside the loss.
  ///   - clipping: The clipping of gradients: Keras's `clipnorm`, `clipvalue` and
  ///     `global_clipnorm`, which can be arguments of the optimizer instead.
  /// - Throws: `ModelError` when a layer, the loss or an argument of the optimizer is invalid.
  public func compile(
    optimizer: any OptimizerChoice, loss: any LossChoice, metrics: [any MetricChoice] = [],
    clipping: GradientClipping? = nil
  ) throws(ModelError) {
    try compile(optimizer: optimizer, losses: [loss], metrics: [metrics], clipping: clipping)
  }

  /// Sets how a model with several outputs is trained; keeps the weights and resets the optimizer.
  ///
  /// - Parameters:
  ///   - optimizer: The optimizer.
  ///   - losses: The loss of each output; their weighted sum is minimized.
  ///   - lossWeights: The weight of each output's loss, 1 by default.
  ///   - metrics: The metrics of each output, none by default.
  ///   - clipping: The clipping of gradients: Keras's `clipnorm`, `clipvalue` and
  ///     `global_clipnorm`, which can be arguments of the optimizer instead.
  /// - Throws: `ModelError` when a layer, a loss or an argument of the optimizer is invalid.
  public func compile(
    optimizer: any OptimizerChoice, losses: [any LossChoice], lossWeights: [Float]? = nil,
    metrics: [[any MetricChoice]]? = nil, clipping: GradientClipping? = nil
  ) throws(ModelError) {
    if isBuilt { try checkNotInCallback("compile") }
    try checkOptimizerIsPlaced()
    let (optimizer, clipping) = try optimizer.chosenOptimizer().takingClipping(or: clipping)
    let losses = try losses.map { choice throws(ModelError) in try choice.chosenLoss() }
    let metrics = try metrics?.map { list throws(ModelError) in
      try list.map { choice throws(ModelError) in try choice.chosenMetric() }
    }
    try clipping?.check()
    let objective = Objective(losses: losses, lossWeights: lossWeights, metrics: metrics)
    // Laid out only to check the losses against the outputs. Metrics also depend on the labels.
    let compiled = Compilation(optimizer: optimizer, objective: objective, clipping: clipping)
    try compiled.checkConfiguration()
    if isBuilt {
      let graph = try graph()
      try graph.checkConfiguration()
      offerVariables(to: graph.calls.map(\.layer))
      try objective.check(graph)
      try compiled.checkOutputNames(graph)
      let bare = Objective(losses: losses, lossWeights: lossWeights)
      _ = try Program(graph, bare, labels: bare.usualLabels, capacity: 1)
    }
    isWarned = false
    compilation = compiled
    optimizerState = nil
    iterations = 0
  }
}

// MARK: - Variables

extension Model {
  /// Returns the shapes of one sample of the model's inputs.
  ///
  /// - Throws: `ModelError` naming the layer that does not support its input.
  package func inputShapes() throws(ModelError) -> [Shape] {
    let graph = try graph()
    return graph.inputs.map { graph.calls[$0].outputShape }
  }

  /// Returns the variables and their layout, creating those that do not exist yet.
  ///
  /// - Throws: `ModelError` naming the layer that does not support its input.
  package func variablePlan() throws(ModelError) -> VariablePlan {
    let graph = try graph()
    try graph.build(seed: seed)
    return VariablePlan(graph)
  }

  /// Returns the layout of the trainable variables.
  ///
  /// - Throws: `ModelError` naming the layer that does not support its input.
  package func parameterSpace() throws(ModelError) -> ParameterSpace {
    try variablePlan().parameterSpace
  }

  /// Returns the layer with a name.
  ///
  /// - Throws: `ModelError.invalidValue` that lists the existing names.
  public func layer(_ name: String) throws(ModelError) -> any Layer {
    let graph = try graph()
    guard let call = graph.calls.first(where: { $0.name == name }) else {
      throw .invalidValue(
        of: "the layer's name",
        expected: Suggestion.list(graph.calls.map(\.name), insteadOf: name), found: name)
    }
    offerVariables(to: [call.layer])
    return call.layer
  }

  /// Returns all variables by name, `dense/kernel` and so on, layer by layer in model order,
  /// including non-trainable variables such as moving averages.
  ///
  /// - Throws: `ModelError` naming the layer that does not support its input.
  public func weights() throws(ModelError) -> [(name: String, shape: [Int], values: [Float])] {
    try variablePlan().entries.map { entry in
      (entry.parameter.name, entry.parameter.shape, entry.values)
    }
  }

  /// Sets the values of variables by name; the others are unchanged.
  ///
  /// - Throws: `ModelError.weights` for an unknown name, or a wrong number of values;
  ///   `.invalidValue` inside a callback.
  public func setWeights(_ values: [String: [Float]]) throws(ModelError) {
    try checkNotInCallback("setWeights")
    let plan = try variablePlan()
    var unknown = Set(values.keys)
    for entry in plan.entries {
      let parameter = entry.parameter
      guard let new = values[parameter.name] else { continue }
      unknown.remove(parameter.name)
      guard new.count == parameter.range.count else {
        throw .weights(
          parameter.name, expected: "\(parameter.range.count) values", found: "\(new.count)")
      }
    }
    if let name = unknown.min() {
      let names = plan.entries.map(\.parameter.name).joined(separator: ", ")
      throw .weights(name, expected: "one of \(names)", found: "no such variable")
    }
    for entry in plan.entries {
      if let new = values[entry.parameter.name] { entry.setValues(new) }
    }
  }
}
