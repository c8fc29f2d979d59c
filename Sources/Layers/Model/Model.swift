public import Engine

/// A network: layers between inputs and outputs, with weights, and how it is trained.
///
/// Made of symbols it is Keras's Functional style:
///
/// ```swift
/// let pixels = Symbol.input(shape: [784])
/// let hidden = try Dense(512, activation: .relu)(pixels)
/// let model = Model(inputs: [pixels], outputs: [try Dense(10, activation: .softmax)(hidden)])
/// ```
/// A subclass overrides `call(_:)` instead. `fit`, `evaluate` and `predict` are extensions in
/// `Training`. Source of names and defaults: Keras 3, `Model`.
open class Model {
  /// Determines the first weights, the order of samples, and whatever else is random.
  public let seed: UInt64

  /// The settings of `compile`, once it was called.
  package private(set) var compilation: Compilation?

  /// The part of the optimizer's state that this process owns, once there was an update.
  package var optimizerState: OptimizerState?

  /// What the last run left for the next: the memory of weights, other variables and slots.
  package var memory: AnyObject?

  /// The updates that the optimizer has made since `compile`: Keras's `optimizer.iterations`.
  public package(set) var iterations = 0

  /// Whether what is probably wrong with the settings of `compile` was said.
  package var isWarned = false

  /// The epochs begun since the model was made, in the generator's counter.
  package var epochs = 0

  private let givenName: String?
  private let inputs: [Symbol]
  /// The outputs, once a subclass has said them.
  private var outputs: [Symbol]?

  /// A model from symbols to symbols: Keras's Functional style.
  public init(inputs: [Symbol], outputs: [Symbol], name: String = "functional", seed: UInt64 = 0) {
    self.inputs = inputs
    self.outputs = outputs
    givenName = name
    self.seed = seed
  }

  /// A model whose subclass says in `call(_:)` what it computes.
  ///
  /// - Parameters:
  ///   - inputShapes: The shape of one sample of each input.
  ///   - name: The model's name; its class in snake case unless given.
  ///   - seed: Determines what is random.
  public init(inputShapes: [Shape], name: String? = nil, seed: UInt64 = 0) {
    inputs = inputShapes.map { .input(shape: $0) }
    givenName = name
    self.seed = seed
  }

  /// The model's name, as `summary()` shows it.
  public var name: String { givenName ?? snakeCase("\(type(of: self))") }

  /// The class in Keras's words.
  package var className: String { "Functional" }

  /// What a subclass with one input and one output computes: its layers called on `input`.
  ///
  /// It is called once. The layers must be stored in the model, or their weights would be new ones
  /// in each call.
  ///
  /// - Throws: `ModelError` from the layers.
  open func call(_ input: Symbol) throws(ModelError) -> Symbol {
    throw .invalidValue(
      of: "call(_:) of \(name)", expected: "a method that a subclass overrides", found: "missing")
  }

  /// What a subclass computes: its layers called on `inputs`.
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
  /// - Throws: `ModelError` naming the layer that does not fit.
  public var layers: [any Layer] {
    get throws(ModelError) {
      let graph = try graph()
      return graph.layersInKerasOrder.map { graph.calls[$0[0]].layer }
    }
  }

  /// The model's layer calls.
  ///
  /// - Throws: `ModelError` naming the layer that does not fit.
  package func graph() throws(ModelError) -> Graph {
    if let outputs { return try Graph(inputs: inputs, outputs: outputs) }
    let traced = try call(inputs)
    outputs = traced
    return try Graph(inputs: inputs, outputs: traced)
  }
}

// MARK: - Compiling

extension Model {
  /// Says how a model of one output is trained; weights stay, the optimizer starts anew.
  ///
  /// - Parameters:
  ///   - optimizer: How gradients change weights.
  ///   - loss: What is made small.
  ///   - metrics: What is shown beside the loss.
  ///   - clipping: How gradients are kept from being large: in Keras an argument of the optimizer.
  /// - Throws: `ModelError` when a layer, the loss or the optimizer's numbers do not fit.
  public func compile(
    optimizer: any OptimizerChoice, loss: any LossChoice, metrics: [any MetricChoice] = [],
    clipping: GradientClipping? = nil
  ) throws(ModelError) {
    try compile(optimizer: optimizer, losses: [loss], metrics: [metrics], clipping: clipping)
  }

  /// Says how a model of several outputs is trained; weights stay, the optimizer starts anew.
  ///
  /// - Parameters:
  ///   - optimizer: How gradients change weights.
  ///   - losses: What is made small, for each output: their sum.
  ///   - lossWeights: What each output's loss is multiplied by in the sum, 1 unless given.
  ///   - metrics: What is shown beside the loss, a list for each output; none unless given.
  ///   - clipping: How gradients are kept from being large: in Keras an argument of the optimizer.
  /// - Throws: `ModelError` when a layer, a loss or the optimizer's numbers do not fit.
  public func compile(
    optimizer: any OptimizerChoice, losses: [any LossChoice], lossWeights: [Float]? = nil,
    metrics: [[any MetricChoice]]? = nil, clipping: GradientClipping? = nil
  ) throws(ModelError) {
    let optimizer = try optimizer.chosenOptimizer()
    let losses = try losses.map { choice throws(ModelError) in try choice.chosenLoss() }
    let metrics = try metrics?.map { list throws(ModelError) in
      try list.map { choice throws(ModelError) in try choice.chosenMetric() }
    }
    try clipping?.check()
    let objective = Objective(losses: losses, lossWeights: lossWeights, metrics: metrics)
    // Laid out only to learn whether the losses fit the outputs. What metrics fit depends on
    // labels.
    let compiled = Compilation(optimizer: optimizer, objective: objective, clipping: clipping)
    try compiled.checkConfiguration()
    if isBuilt {
      let graph = try graph()
      try graph.checkConfiguration()
      try objective.check(graph)
      let bare = Objective(losses: losses, lossWeights: lossWeights)
      _ = try Program(graph, bare, labels: bare.usualLabels, capacity: 1)
    }
    isWarned = false
    compilation = compiled
    optimizerState = nil
    iterations = 0
  }

  /// How gradients change weights, once the model is compiled.
  ///
  /// Its learning rate and other numbers may be changed between two runs without a new `compile`:
  /// `model.optimizer?.learningRate = 1e-4`. An optimizer of another class starts anew.
  public var optimizer: (any Optimizer)? {
    get { compilation?.optimizer }
    set {
      guard let newValue, let old = compilation?.optimizer else { return }
      compilation?.optimizer = newValue
      guard newValue.className != old.className || newValue.slotNames != old.slotNames else {
        return
      }
      optimizerState = nil
      iterations = 0
    }
  }

  /// The optimizer's class, once the model is compiled.
  package var optimizerName: String { compilation?.optimizer.className ?? "none" }

  /// The learning rate of the next update, once the model is compiled.
  package var learningRate: Float {
    compilation?.optimizer.learningRate.rate(atStep: iterations) ?? 0
  }
}

// MARK: - Variables

extension Model {
  /// The shapes of one sample of the model's inputs.
  ///
  /// - Throws: `ModelError` naming the layer that does not fit.
  package func inputShapes() throws(ModelError) -> [Shape] {
    let graph = try graph()
    return graph.inputs.map { graph.calls[$0].outputShape }
  }

  /// The variables, which are made where they were not, and where they stand.
  ///
  /// - Throws: `ModelError` naming the layer that does not fit.
  package func variablePlan() throws(ModelError) -> VariablePlan {
    let graph = try graph()
    try graph.build(seed: seed)
    return VariablePlan(graph)
  }

  /// The trainable variables and where they stand.
  ///
  /// - Throws: `ModelError` naming the layer that does not fit.
  package func parameterSpace() throws(ModelError) -> ParameterSpace {
    try variablePlan().parameterSpace
  }

  /// The layer of a name.
  ///
  /// - Throws: `ModelError.layer` that lists the names there are.
  public func layer(_ name: String) throws(ModelError) -> any Layer {
    let graph = try graph()
    guard let call = graph.calls.first(where: { $0.name == name }) else {
      throw .invalidValue(
        of: "the layer's name",
        expected: Suggestion.list(graph.calls.map(\.name), insteadOf: name), found: name)
    }
    return call.layer
  }

  /// All variables by name, `dense/kernel` and so on, layer by layer in model order; non-trainable
  /// variables, like moving averages, stand among them.
  ///
  /// - Throws: `ModelError` naming the layer that does not fit.
  public func weights() throws(ModelError) -> [(name: String, shape: [Int], values: [Float])] {
    try variablePlan().entries.map { entry in
      (entry.parameter.name, entry.parameter.shape, entry.values)
    }
  }

  /// Gives variables new values, by name; the others keep theirs.
  ///
  /// - Throws: `ModelError.weights` for a name that the model does not have, or another number of
  ///   values than its variable has.
  public func setWeights(_ values: [String: [Float]]) throws(ModelError) {
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
