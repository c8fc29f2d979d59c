import Kernels
import Models

/// A model's program with its weights, driven with plain arrays: one input, one output, classes.
struct ProgramRun {
  /// What a training pass gives.
  struct Outcome {
    var losses: [Float]
    var hits: [Int]
    /// The gradient of each block, gaps included.
    var blocks: [[Float]]
  }

  let program: Program
  /// The whole parameter space.
  var weights: [Float]
  /// What no gradient changes.
  let variables: Arena

  /// Lays the model out, with the weights that it starts with.
  init(_ model: Model, loss: any Loss = .sparseCategoricalCrossentropy, capacity: Int) throws {
    FloatingPointMode.flushDenormals()
    let objective = Objective(losses: [loss], metrics: [[.accuracy]])
    program = try Program(
      model.graph(), objective, labels: objective.usualLabels, capacity: capacity)
    let state = try model.currentState()
    weights = state.weights
    variables = Arena(count: state.variables.count)
    for (place, value) in state.variables.enumerated() {
      unsafe variables.base[place] = value
    }
  }

  /// Replaces biases' zeros too, so that a bias left out would be seen.
  mutating func randomizeWeights(seed: UInt64, positive: Bool = false) {
    var samples = SampleValues(seed: seed)
    for parameter in program.parameterSpace.parameters {
      let values = samples.floats(parameter.range.count)
      weights.replaceSubrange(parameter.range, with: positive ? values.map { abs($0) } : values)
    }
  }

  /// The outputs of all rows, which come one after the other.
  func predict(_ inputs: [Float], rows: Int) throws -> [Float] {
    load(inputs)
    try withVariables { try program.predict(rows: rows, $0) }
    return unsafe Array(
      UnsafeBufferPointer(
        start: program.output(0), count: rows * program.outputShapes[0].elementCount))
  }

  /// Losses and hits without gradients.
  func evaluate(
    _ inputs: [Float], classes: [Int]
  ) throws -> (losses: [Float], hits: [Int]) {
    load(inputs)
    load(classes: classes)
    try withVariables { try program.evaluate(rows: classes.count, $0) }
    return results(classes.count)
  }

  /// Losses, hits and the gradient of `scale` times the losses' sum, block by block.
  ///
  /// `batchSize` is that of the whole batch, all of which are here unless given.
  func train(
    _ inputs: [Float], classes: [Int], leaves: LeafRows, scale: Float, batchSize: Int? = nil,
    draws: SampleDraws = SampleDraws(seed: 0, epoch: 0, firstSample: 0),
    reduction: any LeafReduction = WholeBatch()
  ) throws -> Outcome {
    load(inputs)
    load(classes: classes)
    let batchSize = batchSize ?? classes.count
    let stride = program.parameterSpace.count
    // The program leaves the gaps alone; NaN shows whether it wrote everything else.
    var gradients = [Float](repeating: .nan, count: leaves.blocks.count * stride)
    for row in classes.indices {
      unsafe program.sampleWeights[row] = scale * Float(batchSize)
    }
    try withVariables { variables in
      try program.forward(
        TrainingPass(
          draws: draws, leaves: leaves, batchSize: batchSize, reduction: reduction),
        variables)
      try unsafe gradients.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        try unsafe program.backward(variables, gradients: base)
      }
    }
    for row in classes.indices { unsafe program.sampleWeights[row] = 1 }
    let (losses, hits) = results(classes.count)
    let blocks = leaves.blocks.indices.map {
      Array(gradients[$0 * stride..<($0 + 1) * stride])
    }
    return Outcome(losses: losses, hits: hits, blocks: blocks)
  }

  /// The outputs of a training's forward pass over a whole batch.
  func forward(
    _ inputs: [Float], classes: [Int], _ draws: SampleDraws
  ) throws -> [Float] {
    load(inputs)
    load(classes: classes)
    try withVariables { variables in
      try program.forward(
        TrainingPass(
          draws: draws, leaves: LeafRows(offsets: [0, classes.count], blocks: [0..<1]),
          batchSize: classes.count, reduction: WholeBatch()),
        variables)
    }
    return unsafe Array(
      UnsafeBufferPointer(
        start: program.output(0), count: classes.count * program.outputShapes[0].elementCount))
  }

  /// The values of a vector of the parameter space, parameter by parameter, without the gaps.
  func parameters(of vector: [Float]) -> [[Float]] {
    program.parameterSpace.parameters.map { Array(vector[$0.range]) }
  }
}

extension ProgramRun {
  private func load(_ inputs: [Float]) {
    for (place, value) in inputs.enumerated() { unsafe program.input(0)[place] = value }
  }

  private func load(classes: [Int]) {
    let targets = program.targets(0)
    for (row, value) in classes.enumerated() {
      switch targets.form {
      case .classes: unsafe targets.classes[row] = Int32(value)
      case .values:
        for place in 0..<targets.size {
          unsafe targets.values[row * targets.size + place] = place == value ? 1 : 0
        }
      }
    }
  }

  /// Each row's loss and hit, which sums of one row are.
  private func results(_ rows: Int) -> (losses: [Float], hits: [Int]) {
    let sums = (0..<rows).map { row in
      var sums = [0.0, 0.0]
      unsafe sums.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        unsafe program.add(row..<row + 1, to: base)
      }
      return sums
    }
    return (sums.map { Float($0[0]) }, sums.map { Int($0[1]) })
  }

  /// Lends the numbers; a model without any gets one number that nothing reads.
  private func withVariables(_ body: (ModelVariables) throws -> Void) rethrows {
    let padded = weights + [0]
    try unsafe padded.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      try unsafe body(ModelVariables(weights: base, others: variables.base))
    }
  }
}

/// All samples of a batch cut into leaves as the reduction tree does, in the given blocks.
func leafRows(batchSize: Int, leafCount: Int = 8, blocks: [Range<Int>]? = nil) -> LeafRows {
  LeafRows(
    offsets: (0...leafCount).map { $0 * batchSize / leafCount }, blocks: blocks ?? [0..<leafCount])
}
