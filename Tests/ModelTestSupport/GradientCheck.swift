package import Engine
package import Layers

/// Compares a model's values and gradients with those of plain loops, on data made up for it.
///
/// What the plain loops give is worked out once; then any model of the same layers can be compared.
package struct GradientCheck {
  package let graph: Graph
  package let interpreter: Interpreter
  package let objective: Objective
  package let labels: [LabelKind]
  package let batch: Batch
  /// The model's program with the weights that are checked.
  package let run: ProgramRun
  /// Of what is left to chance in training.
  package let draws = SampleDraws(seed: 5, epoch: 2, firstSample: 30)
  /// What the plain loops start from in training.
  package private(set) var settings: Interpreter.Settings
  /// Every call's result in training.
  package private(set) var tensors: [Interpreter.Tensor]
  /// The gradient of the weighted losses' mean, parameter by parameter.
  package private(set) var gradients: [[Double]] = []

  /// What is checked, beside the model.
  package struct Options {
    package var lossWeights: [Float]?
    /// What the outputs should be; what usually fits their losses unless given.
    package var answers: [Answers]?
    /// Whether samples have weights of their own, some of them 0.
    package var hasSampleWeights = false
    /// Whether all the model's weights are positive.
    package var hasPositiveWeights = false
    /// The samples: the eleven are cut into eight leaves, some of one sample and some of two.
    package var rows = 11
    /// Plain loops for classes that only a test has.
    package var own: [String: Interpreter.Function] = [:]

    package init(
      lossWeights: [Float]? = nil, answers: [Answers]? = nil, hasSampleWeights: Bool = false,
      hasPositiveWeights: Bool = false, rows: Int = 11,
      own: [String: Interpreter.Function] = [:]
    ) {
      self.lossWeights = lossWeights
      self.answers = answers
      self.hasSampleWeights = hasSampleWeights
      self.hasPositiveWeights = hasPositiveWeights
      self.rows = rows
      self.own = own
    }
  }

  /// Works out what the plain loops make of a model.
  package init(
    _ model: Model, losses: [any Loss], seed: UInt64, _ options: Options = Options()
  ) throws {
    let answers = options.answers ?? losses.map(Answers.init(for:))
    graph = try model.graph()
    interpreter = try Interpreter(graph, own: options.own)
    objective = Objective(losses: losses, lossWeights: options.lossWeights)
    labels = answers.map(\.labels)
    var run = try ProgramRun(model, objective, labels: labels, capacity: options.rows)
    run.randomizeWeights(seed: seed, positive: options.hasPositiveWeights)
    run.randomizeVariables(seed: seed + 1)
    self.run = run
    batch = Batch(graph, answers, options, seed: seed + 2)
    settings = Interpreter.Settings(variables: run.values(), isTraining: true)
    tensors = []
    settings.masks = try keptUnits()
    tensors = try interpreter.tensors(batch.inputs.map { $0.map(Double.init) }, settings)
    gradients = try differences()
  }

  /// Checks a model of one output; nil when it agrees with the plain loops.
  package static func mismatch(
    _ model: Model, loss: any Loss = SparseCategoricalCrossentropy(fromLogits: true),
    seed: UInt64, _ options: Options = Options()
  ) throws -> String? {
    try GradientCheck(model, losses: [loss], seed: seed, options).mismatch(model)
  }
}

// MARK: - What the plain loops give

extension GradientCheck {
  /// Half the distance of the two points of a difference.
  ///
  /// Rounding in `Double` then costs about 1e-10, the curvature about 1e-12.
  private static let step = 1e-6

  /// The gradient by central differences.
  private func differences() throws -> [[Double]] {
    var settings = settings
    func total(_ first: Int) throws -> Double {
      var changed = tensors
      try interpreter.update(&changed, from: first, settings)
      return try losses(changed, settings).enumerated().reduce(0) { sum, entry in
        let weight = Double(objective.lossWeights[entry.offset])
        return zip(batch.weights, entry.element).reduce(sum) {
          $0 + weight * Double($1.0) * $1.1 / Double(batch.rows)
        }
      }
    }
    return try run.program.parameterSpace.parameters.map { parameter in
      let name = parameter.name
      let layer = name.prefix(upTo: name.lastIndex(of: "/") ?? name.endIndex)
      let first = graph.calls.firstIndex { $0.name == layer } ?? 0
      return try (settings.variables[name] ?? []).enumerated().map { element, value in
        settings.variables[name]?[element] = value + Self.step
        let above = try total(first)
        settings.variables[name]?[element] = value - Self.step
        let below = try total(first)
        settings.variables[name]?[element] = value
        return (above - below) / (2 * Self.step)
      }
    }
  }

  /// Each output's losses, sample by sample.
  package func losses(
    _ tensors: [Interpreter.Tensor], _ settings: Interpreter.Settings
  ) throws -> [[Double]] {
    try graph.outputs.enumerated().map { output, index in
      let formula = LossFormula(objective.losses[output])
      let logits = try interpreter.logits(of: index, tensors, settings)
      let takesLogits = logits != nil && logits?.activation == formula.logitActivation
      let values = takesLogits ? logits?.values ?? [] : tensors[index].values
      let size = tensors[index].size
      return (0..<batch.rows).map { row in
        let sample = Array(values[row * size..<(row + 1) * size])
        return formula.loss(
          takesLogits ? .logits(sample) : .values(sample),
          batch.targets[output].numbers(row, of: size))
      }
    }
  }

  /// Which units the dropouts keep, read off the library's forward pass: no input of theirs is 0.
  private func keptUnits() throws -> [Int: [Bool]] {
    guard graph.calls.contains(where: { $0.layer.className == "Dropout" }) else { return [:] }
    var masks: [Int: [Bool]] = [:]
    for (index, values) in try trainingValues(of: graph).enumerated()
    where graph.calls[index].layer.className == "Dropout" {
      masks[index] = values.map { $0 != 0 }
    }
    return masks
  }

  /// Every call's result in a training's forward pass of the library.
  package func trainingValues(of graph: Graph) throws -> [[Float]] {
    let model = try graph.modelOfAllCalls()
    let probe = ProgramRun(
      try Program(
        model.graph(), Objective(losses: graph.calls.map { _ in MeanSquaredError() }),
        labels: graph.calls.map { _ in .dense }, capacity: batch.rows),
      weights: run.weights, variables: run.variables)
    var batch = batch
    batch.targets = []
    return try probe.forward(batch, draws).outputs
  }
}

extension Graph {
  /// A model of the same calls in the same order, of which every call is an output.
  fileprivate func modelOfAllCalls() throws -> Model {
    var symbols: [Symbol] = []
    for call in calls {
      symbols.append(
        call.inputs.isEmpty
          ? Symbol(
            shape: call.outputShape,
            node: Node(layer: call.layer, inputs: [], outputShape: call.outputShape))
          : try call.layer.call(on: call.inputs.map { symbols[$0] }))
    }
    return Model(inputs: inputs.map { symbols[$0] }, outputs: symbols)
  }
}
