package import Engine
import Kernels
package import Layers
import TestSupport

/// A model's program with its weights, driven with plain arrays.
package struct ProgramRun {
  package let program: Program
  /// The whole parameter space.
  package var weights: [Float]
  /// What no gradient changes.
  package let variables: Arena
}

extension ProgramRun {
  /// Lays the model out, with the weights that it starts with; labels are written as losses usually
  /// have them unless `labels` says otherwise.
  package init(_ model: Model, _ objective: Objective, labels: [LabelKind]? = nil, capacity: Int)
    throws
  {
    FloatingPointMode.flushDenormals()
    program = try Program(
      model.graph(), objective, labels: labels ?? objective.usualLabels, capacity: capacity)
    let state = try model.currentState()
    weights = state.weights
    variables = Arena(count: state.variables.count)
    for (index, value) in state.variables.enumerated() {
      unsafe variables.base[index] = value
    }
  }

  /// Replaces biases' zeros too, so that a bias left out would be seen.
  package mutating func randomizeWeights(seed: UInt64, positive: Bool = false) {
    var samples = SampleValues(seed: seed)
    for parameter in program.parameterSpace.parameters {
      let values = samples.floats(parameter.range.count)
      weights.replaceSubrange(parameter.range, with: positive ? values.map { abs($0) } : values)
    }
  }

  /// The values of a vector of the parameter space, parameter by parameter, without the gaps.
  package func parameters(of vector: [Float]) -> [[Float]] {
    program.parameterSpace.parameters.map { Array(vector[$0.range]) }
  }
}

// MARK: - Passes over batches

extension ProgramRun {
  /// Every output of every row at inference.
  package func predict(_ inputs: [[Float]], rows: Int) throws -> [[Float]] {
    load(inputs)
    try withVariables { try program.predict(rows: rows, $0) }
    return outputs(rows)
  }

  /// Each row's weighted losses and metrics, without gradients.
  package func evaluate(_ batch: Batch) throws -> [[Double]] {
    load(batch)
    try withVariables { try program.evaluate(rows: batch.rows, $0) }
    return scores(batch.rows)
  }

  /// The outputs of a training's forward pass over a whole batch, and each row's weighted losses
  /// and metrics.
  package func forward(
    _ batch: Batch, _ draws: SampleDraws
  ) throws -> (outputs: [[Float]], scores: [[Double]]) {
    load(batch)
    try withVariables { variables in
      try program.forward(
        TrainingPass(
          draws: draws, leaves: LeafRows(offsets: [0, batch.rows], blocks: [0..<1]),
          batchSize: batch.rows, reduction: WholeBatch()),
        variables)
    }
    return (outputs(batch.rows), scores(batch.rows))
  }

  /// The gradient of the weighted losses' mean over a batch of `batchSize`, block by block with the
  /// gaps, and each row's weighted losses and metrics.
  package func train(
    _ batch: Batch, leaves: LeafRows, batchSize: Int,
    draws: SampleDraws = SampleDraws(seed: 0, epoch: 0, firstSample: 0),
    reduction: any LeafReduction = WholeBatch()
  ) throws -> (blocks: [[Float]], scores: [[Double]]) {
    load(batch)
    let stride = program.parameterSpace.count
    // The program leaves the gaps alone; NaN shows whether it wrote everything else.
    var gradients = [Float](repeating: .nan, count: leaves.blocks.count * stride)
    try withVariables { variables in
      try program.forward(
        TrainingPass(draws: draws, leaves: leaves, batchSize: batchSize, reduction: reduction),
        variables)
      try unsafe gradients.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        try unsafe program.backward(variables, gradients: base)
      }
    }
    let blocks = leaves.blocks.indices.map {
      Array(gradients[$0 * stride..<($0 + 1) * stride])
    }
    return (blocks, scores(batch.rows))
  }

  private func load(_ inputs: [[Float]]) {
    for (index, input) in inputs.enumerated() {
      for (element, value) in input.enumerated() {
        unsafe program.input(index)[element] = value
      }
    }
  }

  private func load(_ batch: Batch) {
    load(batch.inputs)
    for (index, targets) in batch.targets.enumerated() { load(targets, into: index) }
    for (row, weight) in batch.weights.enumerated() {
      unsafe program.sampleWeights[row] = weight
    }
  }

  private func load(_ targets: Batch.Targets, into output: Int) {
    let buffer = program.targets(output)
    switch targets {
    case .values(let values):
      for (index, value) in values.enumerated() { unsafe buffer.values[index] = value }
    case .classes(let classes):
      for (row, label) in classes.enumerated() {
        switch buffer.form {
        case .classes: unsafe buffer.classes[row] = Int32(label)
        case .values:
          for index in 0..<buffer.size {
            unsafe buffer.values[row * buffer.size + index] = index == label ? 1 : 0
          }
        }
      }
    }
  }

  private func outputs(_ rows: Int) -> [[Float]] {
    program.outputShapes.enumerated().map { index, shape in
      unsafe Array(
        UnsafeBufferPointer(start: program.output(index), count: rows * shape.elementCount))
    }
  }

  /// The sums of each row by itself.
  private func scores(_ rows: Int) -> [[Double]] {
    (0..<rows).map { row in
      var sums = [Double](repeating: 0, count: program.scores.count)
      unsafe sums.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        unsafe program.add(row..<row + 1, to: base)
      }
      return sums
    }
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
