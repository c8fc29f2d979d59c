package import Kernels

/// A model's graph with a fixed memory layout for passes of up to `capacity` rows.
///
/// A pass does not allocate: every activation and gradient has its offset in one arena.
@safe
package final class Program {
  /// The greatest number of rows of one pass.
  package let capacity: Int
  /// The parameters.
  package let parameterSpace: ParameterSpace
  /// The non-trainable variables.
  package let variableSpace: ParameterSpace
  /// The shapes of the outputs.
  package let outputShapes: [Shape]
  /// The sums of the losses and metrics, and their names.
  package let scores: Scores
  /// The greatest number of floats in one call of a pass's `reduction`.
  package let reductionCount: Int

  private let layout: ProgramLayout
  private let firstWithParameters: Int?
  private let terms: [OutputTerm]
  /// The activations that losses bypass, as indices of the layout's slots.
  private let bypassed: Set<Int>
  private let arena: Arena
  private let weights: Arena
  /// The last forward pass for training.
  private var training: TrainingPass?
  /// Nil unless a layer with parameters is called more than once.
  private let sharedGradients: SharedGradients?
  /// The timeline of the passes; nil where nothing is recorded.
  private let timeline: Timeline?
  /// The search for values that are not finite; nil outside `firstNonFinite`.
  private var search: NonFiniteSearch?
  /// The bounds of the last `backward`'s gradients.
  private var gradientBounds: GradientBounds
  /// Called with the tensors of the passes; nil for none.
  package var observer: PassObserver?
  /// Whether the last `forward` was one of inference, whose gradient is wanted all the same.
  private var isInference = false
  /// For each of the layout's slots, the offset from which on the gradient is complete after it.
  private let completeOffsets: [Int]

  /// Lays out `graph` with losses on its outputs, for at most `capacity` rows a pass.
  ///
  /// - Parameters:
  ///   - graph: The model.
  ///   - objective: Losses and metrics; nil for a program that only predicts.
  ///   - labels: The encoding of the labels of each output.
  ///   - capacity: The greatest number of rows of a pass.
  ///   - fuses: Whether operations are fused where that is faster, with the same bits; otherwise
  ///     every call has an output of its own for an observer.
  ///   - timeline: Records each layer's passes.
  /// - Throws: `ModelError` when losses or metrics do not support the outputs.
  package init(
    _ graph: Graph, _ objective: Objective?, labels: [LabelKind], capacity: Int,
    fuses: Bool = true, timeline: Timeline? = nil
  ) throws(ModelError) {
    try objective?.check(graph)
    try graph.checkOperations()
    self.timeline = timeline
    self.capacity = max(capacity, 1)
    layout = ProgramLayout(
      graph, logitActivations: graph.outputs.indices.map { objective?.losses[$0].logitActivation },
      capacity: self.capacity, fuses: fuses)
    try layout.checkMemory()
    parameterSpace = layout.variables.parameterSpace
    variableSpace = layout.variables.variableSpace
    outputShapes = layout.outputs.map(\.shape)
    reductionCount = layout.slots.reduce(0) { max($0, $1.operation.reductionCount) }
    firstWithParameters = layout.slots.firstIndex { !$0.parameters.isEmpty }
    bypassed = Set(layout.outputs.compactMap(\.activation))
    var terms: [OutputTerm] = []
    for (index, output) in layout.outputs.enumerated() {
      guard let objective else { break }
      terms.append(
        try OutputTerm(
          output, objective.losses[index], weight: objective.lossWeights[index],
          metrics: objective.metrics[index], labels: labels[index], capacity: self.capacity))
    }
    self.terms = terms
    scores = Scores(
      terms, objective ?? Objective(losses: []),
      outputNames: terms.indices.map { graph.calls[graph.outputs[$0]].name })
    arena = Arena(count: layout.arenaCount)
    weights = Arena(count: self.capacity)
    unsafe weights.base.update(repeating: 1, count: self.capacity)
    sharedGradients = SharedGradients(layout.slots, of: parameterSpace)
    gradientBounds = GradientBounds(layout.slots, of: parameterSpace)
    completeOffsets = layout.completeOffsets
  }

  /// Returns the number of elements of one sample of one of the model's inputs.
  package func inputSize(_ index: Int) -> Int { layout.inputSizes[index] }

  /// Returns the memory of one of the model's inputs, to which the caller writes a pass's samples.
  package func input(_ index: Int) -> UnsafeMutablePointer<Float> {
    unsafe arena.base + layout.inputOffsets[index]
  }

  /// Returns the memory of the labels of one of the outputs, which the caller writes.
  package func targets(_ output: Int) -> TargetBuffer { terms[output].targets }

  /// The weights of a pass's samples, which the caller may write; initially 1.
  package var sampleWeights: UnsafeMutablePointer<Float> { unsafe weights.base }

  /// Returns one of the outputs of the last `predict`, row by row.
  package func output(_ index: Int) -> UnsafePointer<Float> {
    unsafe UnsafePointer(arena.base + layout.outputs[index].offset)
  }

  /// Adds up the losses and metrics of some rows of the last pass with losses, in the rows' order.
  ///
  /// `sums` is `[scores.count]`.
  package func add(_ rows: Range<Int>, to sums: UnsafeMutablePointer<Double>) {
    var metricSum = terms.count
    for (output, term) in terms.enumerated() {
      unsafe term.add(
        rows, sampleWeights: weights.base, toLoss: sums + output, toMetrics: sums + metricSum)
      metricSum += term.metrics.count
    }
  }
}

// MARK: - Passes

extension Program {
  /// Computes the outputs of `rows` rows.
  package func predict(rows: Int, _ variables: ModelVariables) throws {
    try forward(rows, .inference, variables, bypassing: [])
  }

  /// Computes losses and metrics of `rows` rows, without gradients.
  package func evaluate(rows: Int, _ variables: ModelVariables) throws {
    try forward(rows, .inference, variables, bypassing: bypassed)
    for term in terms { unsafe term.evaluate(rows: rows, memory: arena.base) }
    try measure(rows, .inference, variables)
  }

  /// Computes losses and metrics of a rank's shard of a batch, and the gradient of the weighted
  /// losses' mean over the batch with respect to the losses' inputs.
  package func forward(_ training: TrainingPass, _ variables: ModelVariables) throws {
    try forward(training, variables, asInference: false)
  }

  /// Does the same; with `asInference` the layers compute as in `predict`, and `backward` the
  /// gradient of that.
  package func forward(
    _ training: TrainingPass, _ variables: ModelVariables, asInference: Bool
  ) throws {
    self.training = training
    isInference = asInference
    let rows = training.leaves.rowCount
    let phase = asInference ? Phase.inference : .training(training)
    try forward(rows, phase, variables, bypassing: bypassed)
    let start = timeline?.now ?? 0
    for (output, term) in zip(layout.outputs, terms) {
      unsafe term.differentiate(
        rows: rows, sampleWeights: weights.base, batchSize: training.batchSize,
        memory: arena.base)
      unsafe search?.look(
        at: term, rows: rows, sampleWeights: weights.base, memory: arena.base)
      if let addition = output.addition { add(addition, rows) }
    }
    try measure(rows, phase, variables)
    timeline?.add(.losses, since: start)
  }

  /// Computes the parameters' gradients of the last `forward`, summed over each block of its
  /// leaves.
  ///
  /// Block `b` is written from `gradients + b * parameterSpace.count` on; the gaps between
  /// parameters are not written.
  ///
  /// The last operation that has parameters claims the cache lines of `claim`: before it, the
  /// claimed weights might still be read.
  ///
  /// `completed` is called after each operation with the offset in the parameter space from which
  /// on all blocks are complete.
  package func backward(
    _ variables: ModelVariables, gradients: UnsafeMutablePointer<Float>,
    claim: Claim = unsafe Claim(), completed: (_ offset: Int) throws -> Void = { _ in }
  ) throws {
    guard let training else { preconditionFailure("backward before forward") }
    sharedGradients?.begin(training.leaves)
    for (index, slot) in layout.slots.enumerated().reversed() {
      guard let outputGradient = slot.outputGradient, !bypassed.contains(index) else { continue }
      unsafe observer?.computed(
        PassTensor(
          role: .outputGradient(ofCall: slot.layer), rows: training.leaves.rowCount,
          size: slot.outputSize, values: arena.base + outputGradient))
      let pass = unsafe BackwardPass(
        leaves: training.leaves, training: training, isInference: isInference, slot: slot,
        memory: arena.base, variables: variables, gradients: gradients,
        blockStride: parameterSpace.count,
        claim: index == firstWithParameters ? claim : Claim())
      let start = timeline?.now ?? 0
      if let sharedGradients, slot.sharesParameters {
        try sharedGradients.runBackward(pass)
      } else {
        try slot.operation.backward(pass)
        gradientBounds.set(slot.builtIn?.gradientBound(pass), for: index)
      }
      for addition in slot.additions { add(addition, training.leaves.rowCount) }
      timeline?.add(.backward, slot.layer, since: start)
      unsafe search?.look(
        behind: slot, rows: training.leaves.rowCount, memory: arena.base)
      try completed(completeOffsets[index])
    }
    unsafe sharedGradients?.finish(training.leaves, into: gradients)
  }

  /// Whether every number that the last `backward` wrote to `gradients` is less than `limit` in
  /// magnitude.
  package func gradientIsBelow(_ limit: Float, _ gradients: UnsafePointer<Float>) -> Bool {
    unsafe gradientBounds.allAreBelow(
      limit, gradients, blockCount: training?.leaves.blocks.count ?? 0)
  }

  /// Computes the last `forward` and its `backward` again, and returns the first tensor that is not
  /// finite.
  ///
  /// Every rank must call it, since layers may sum over all ranks; the caller has written the
  /// samples again.
  package func firstNonFinite(
    _ training: TrainingPass, _ variables: ModelVariables,
    gradients: UnsafeMutablePointer<Float>
  ) throws -> NonFiniteTensor? {
    search = NonFiniteSearch(layerNames: layout.layerNames)
    defer { search = nil }
    try forward(training, variables)
    try unsafe backward(variables, gradients: gradients)
    unsafe search?.look(
      at: gradients, blockCount: training.leaves.blocks.count, of: parameterSpace)
    return search?.finding
  }

  private func forward(
    _ rows: Int, _ phase: Phase, _ variables: ModelVariables, bypassing bypassed: Set<Int>
  ) throws {
    precondition(rows <= capacity, "\(rows) rows, room for \(capacity)")
    for (index, offset) in layout.inputOffsets.enumerated() {
      unsafe search?.look(
        at: arena.base + offset, rows: rows, size: layout.inputSizes[index],
        called: "the input")
      unsafe observer?.computed(
        PassTensor(
          role: .input(index), rows: rows, size: layout.inputSizes[index],
          values: arena.base + offset))
    }
    for (index, slot) in layout.slots.enumerated() where !bypassed.contains(index) {
      try run(slot, rows, phase, variables)
      unsafe search?.look(atOutputOf: slot, rows: rows, memory: arena.base)
    }
  }

  private func run(
    _ slot: OperationSlot, _ rows: Int, _ phase: Phase, _ variables: ModelVariables
  ) throws {
    observer?.willCompute(slot.layer)
    let start = timeline?.now ?? 0
    try unsafe slot.operation.forward(
      ForwardPass(
        rows: rows, phase: phase, slot: slot, memory: arena.base, variables: variables))
    timeline?.add(.forward, slot.layer, since: start)
    unsafe observer?.computed(
      PassTensor(
        role: .output(ofCall: slot.layer), rows: rows, size: slot.outputSize,
        values: arena.base + slot.output))
  }

  /// Computes the metrics, after the losses: an activation may overwrite the logits.
  private func measure(_ rows: Int, _ phase: Phase, _ variables: ModelVariables) throws {
    for (output, term) in zip(layout.outputs, terms) {
      if term.needsActivation || observer != nil, let activation = output.activation {
        try run(layout.slots[activation], rows, phase, variables)
      }
      unsafe term.measure(rows: rows, memory: arena.base)
    }
  }

  private func add(_ addition: GradientAddition, _ rows: Int) {
    let target = unsafe arena.base + addition.target
    let parts = unsafe [UnsafePointer(target), UnsafePointer(arena.base + addition.source)]
    unsafe parts.withUnsafeBufferPointer { buffer in
      unsafe kernels.addition(of: buffer, into: target, count: rows * addition.size)
    }
  }
}
