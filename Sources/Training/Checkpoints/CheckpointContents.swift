import Engine
import FileFormats
import KerasFormat
import Layers

/// What a checkpoint's metadata say, checked, and which tensors belong to that.
struct CheckpointContents {
  let header: CheckpointHeader
  private let plan: VariablePlan
  private let optimizer: any Optimizer
  private let graph: Graph
  private let compilation: Compilation

  /// A list of tensors: the variables of a space, each under its name behind a prefix.
  struct Group {
    let space: ParameterSpace
    let prefix: String
    /// Whether the numbers are means or sums of squares.
    var isNeverNegative = false
  }

  /// - Parameters:
  ///   - metadata: The metadata.
  ///   - own: The compiled model that is to go on, which may have parts that no file describes,
  ///     such as losses of a program's own. Where the metadata are of another one it is not used.
  ///   - file: The file, whose tensors must have the model's shapes before it is laid out, since
  ///     nothing else proves that it is as large as the metadata say; nil for one that is yet to be
  ///     written.
  /// - Throws: `CheckpointError` for what makes no sense, or cannot all be true; `SafetensorsError`
  ///   for a tensor that is missing, or of another shape.
  init(
    _ metadata: CheckpointMetadata, for own: Model? = nil, checking file: SafetensorsFile? = nil
  ) throws {
    header = try metadata.header()
    if let own, let compilation = own.compilation,
      try own.configuration() == header.model, compilation.configuration() == header.compilation
    {
      graph = try own.graph()
      self.compilation = compilation
      plan = VariablePlan(graph)
      optimizer = compilation.optimizer
      try header.check(learningRateOf: optimizer, metadata)
      try header.check(compilation.objective, of: graph, metadata)
      return
    }
    let model = try metadata.model(header.model, seed: header.run.seed)
    let compilation = try metadata.compilation(header.compilation)
    // The model's own variables would take memory, whose size only the file's tensors prove.
    let graph = try metadata.agreeing(.model) { try model.graph() }
    self.graph = graph
    plan = VariablePlan(graph)
    try file?.check(plan)
    try metadata.agreeing(.compile) { try model.compile(compilation) }
    self.compilation = compilation
    optimizer = compilation.optimizer
    try header.check(learningRateOf: optimizer, metadata)
    try header.check(compilation.objective, of: graph, metadata)
  }

  /// The names of the model's losses and metrics.
  ///
  /// - Throws: `ModelError` for a model that cannot be laid out.
  var scores: Scores {
    get throws {
      try Evaluator(graph, compilation, labels: compilation.objective.usualLabels).scores
    }
  }

  /// All tensors that the checkpoint must have, where it has some of those that it may have.
  func groups(where has: (_ name: String) -> Bool) -> [Group] {
    ([nil] + kept(where: has)).flatMap { [weights($0), variables($0)] + slots($0) }
  }

  /// The keys of what is kept.
  func kept(where has: (_ name: String) -> Bool) -> [Int] {
    guard let first = (plan.parameterSpace.parameters + plan.variableSpace.parameters).first else {
      return []
    }
    return ([KeptWeights.rollbackTarget] + header.callbacks.map(\.index)).filter {
      has(prefix($0) + first.name)
    }
  }

  /// The trainable variables of the run, or of what is kept.
  func weights(_ index: Int? = nil) -> Group {
    Group(space: plan.parameterSpace, prefix: prefix(index))
  }

  /// The other variables.
  func variables(_ index: Int? = nil) -> Group {
    Group(space: plan.variableSpace, prefix: prefix(index))
  }

  /// The optimizer's slots, slot by slot: the run's, and those that a rollback returns to.
  func slots(_ index: Int? = nil) -> [Group] {
    guard index == nil || index == KeptWeights.rollbackTarget else { return [] }
    let squares = optimizer.squareSlots
    return optimizer.slotNames.map {
      Group(
        space: plan.parameterSpace, prefix: prefix(index) + "optimizer/\($0)/",
        isNeverNegative: squares.contains($0))
    }
  }

  private func prefix(_ index: Int?) -> String {
    index.map { CheckpointKept.prefix(ofCallback: $0) } ?? ""
  }
}

extension CheckpointHeader {
  /// Checks that the rate of the next update is what a callback has decided, or else what the
  /// optimizer's schedule gives.
  fileprivate func check(
    learningRateOf optimizer: any Optimizer, _ metadata: CheckpointMetadata
  ) throws {
    let expected =
      progress.learningRate ?? optimizer.learningRate.rate(atStep: progress.iterations)
    guard learningRate != expected else { return }
    throw metadata.malformed(
      .learningRate, expected: "\(expected), as compile and callbacks give it",
      found: "\(learningRate)")
  }
}

extension CheckpointHeader {
  /// Checks the progress against the model's losses and metrics, and against the run's own number
  /// of samples, if it says one.
  fileprivate func check(
    _ objective: Objective, of graph: Graph, _ metadata: CheckpointMetadata
  ) throws(CheckpointError) {
    try progress.check(objective, of: graph, metadata)
    guard sampleCount > 0 else { return }
    try ProgressLimits(
      sampleCount: sampleCount, batchSize: run.batchSize, epochs: progress.epoch,
      initialEpoch: progress.epoch - progress.history.count
    ).check(progress, path: metadata.path)
  }
}

extension Optimizer {
  /// The names of the slots that hold means or sums of squares; none of a program's own optimizer.
  var squareSlots: [String] { (self as? any BuiltInOptimizer)?.squares ?? [] }
}
