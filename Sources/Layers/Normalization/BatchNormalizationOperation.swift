import Engine
import Kernels

/// Batch normalization of each channel over the global batch, then `x̂ · gamma + beta`.
///
/// A row is a pixel, or a sample without pixels.
struct BatchNormalizationOperation: Operation {
  /// The number of rows of one sample.
  let rowsPerSample: Int
  let parameters: AffineParameters
  let epsilon: Float
  /// The weight of the old moving averages in a training pass.
  let momentum: Double

  var backwardReadsOutput: Bool { false }

  private var channels: Int { parameters.count }

  func scratchCount(rows: Int) -> Int { Scratch.count(parameters) }

  /// Two sums of gradients.
  var reductionCount: Int { 2 * channels }

  /// The batch's mean and inverse deviation.
  func stateCount(rows: Int) -> Int { 2 * channels }

  func forward(_ pass: ForwardPass) throws {
    let scratch = unsafe Scratch(pass.scratch, parameters)
    unsafe parameters.fill(scratch.constants)
    let (mean, inverseDeviation) = unsafe (pass.state, pass.state + channels)
    if case .training(let training) = pass.phase, !pass.isFrozen {
      try computeStatistics(pass, training, scratch)
    } else {
      unsafe mean.update(from: pass.variable(0), count: channels)
      unsafe kernels.inverseDeviations(
        pass.variable(1), into: inverseDeviation, count: channels, epsilon: epsilon)
    }
    unsafe kernels.batchNormalization(
      pass.input(0), into: pass.output, mean: mean, inverseDeviation: inverseDeviation,
      gamma: parameters.gamma(pass, or: scratch.constants),
      beta: parameters.beta(pass, or: scratch.constants), rows: pass.rows * rowsPerSample,
      columns: channels)
  }

  /// Writes the batch's statistics to the state, and updates the moving averages.
  private func computeStatistics(
    _ pass: ForwardPass, _ training: TrainingPass, _ scratch: Scratch
  ) throws {
    let (mean, inverseDeviation) = unsafe (pass.state, pass.state + channels)
    let rowCount = Float(training.batchSize * rowsPerSample)
    unsafe training.leaves.forEachBlock(rowsPerSample: rowsPerSample) { block, leafRows, count in
      unsafe kernels.biasGradient(
        pass.input(0), into: scratch.blocks + block * channels, leafRows: leafRows,
        leafCount: count, columns: channels, scratch: scratch.tree)
    }
    try unsafe training.reduction.sum(scratch.blocks, count: channels, into: mean)
    unsafe kernels.divide(mean, into: mean, count: channels, by: rowCount)

    unsafe training.leaves.forEachBlock(rowsPerSample: rowsPerSample) { block, leafRows, count in
      unsafe kernels.batchSquares(
        pass.input(0), mean: mean, into: scratch.blocks + block * channels, leafRows: leafRows,
        leafCount: count, columns: channels, scratch: scratch.tree)
    }
    let variance = unsafe scratch.totals
    try unsafe training.reduction.sum(scratch.blocks, count: channels, into: variance)
    unsafe kernels.divide(variance, into: variance, count: channels, by: rowCount)
    unsafe kernels.inverseDeviations(
      variance, into: inverseDeviation, count: channels, epsilon: epsilon)

    unsafe kernels.moveAverages(
      pass.variable(0), towards: mean, count: channels, momentum: momentum)
    unsafe kernels.moveAverages(
      pass.variable(1), towards: variance, count: channels, momentum: momentum)
  }
}

extension BatchNormalizationOperation {
  func backward(_ pass: BackwardPass) throws {
    guard let inputGradient = unsafe pass.inputGradient(0) else {
      // No rank needs the sums over all ranks.
      return addParameterGradients(pass)
    }
    let scratch = unsafe Scratch(pass.scratch, parameters)
    guard !pass.isFrozen, !pass.isInference else {
      // The statistics are constants: they have no gradient.
      unsafe scratch.totals.update(repeating: 0, count: 2 * channels)
      unsafe writeInputGradient(pass, into: inputGradient, scratch)
      if !pass.isFrozen { addParameterGradients(pass) }
      return
    }
    let training = pass.training
    let blockSize = 2 * channels
    unsafe addGradients(pass, cut: training.leaves, memory: scratch.tree) { block in
      let sums = unsafe scratch.blocks + block * blockSize
      return unsafe (sums, sums + channels)
    }
    try unsafe training.reduction.sum(scratch.blocks, count: blockSize, into: scratch.totals)
    unsafe kernels.divide(
      scratch.totals, into: scratch.totals, count: blockSize,
      by: Float(training.batchSize * rowsPerSample))
    unsafe writeInputGradient(pass, into: inputGradient, scratch)

    // A layer that is called twice needs every leaf separately.
    guard pass.leaves == training.leaves else { return addParameterGradients(pass) }
    for block in training.leaves.blocks.indices {
      let sums = unsafe scratch.blocks + block * blockSize
      if let index = parameters.betaIndex {
        unsafe pass.parameterGradient(index, block: block).update(from: sums, count: channels)
      }
      if let index = parameters.gammaIndex {
        unsafe pass.parameterGradient(index, block: block)
          .update(from: sums + channels, count: channels)
      }
    }
  }

  /// Computes the input's gradient from the means of the output's and of its product with `x̂`,
  /// which are in `scratch.totals`.
  private func writeInputGradient(
    _ pass: BackwardPass, into inputGradient: UnsafeMutablePointer<Float>, _ scratch: Scratch
  ) {
    unsafe parameters.fill(scratch.constants)
    unsafe kernels.batchNormalizationInputGradient(
      pass.input(0), gradient: pass.outputGradient, mean: pass.state,
      inverseDeviation: pass.state + channels,
      gamma: parameters.gamma(pass, or: scratch.constants), meanGradient: scratch.totals,
      meanProduct: scratch.totals + channels, into: inputGradient,
      rows: pass.rows * rowsPerSample, columns: channels)
  }

  /// Writes the parameters' gradients for each of the pass's blocks.
  private func addParameterGradients(_ pass: BackwardPass) {
    let scratch = unsafe Scratch(pass.scratch, parameters)
    unsafe addGradients(pass, cut: pass.leaves, memory: scratch.tree) { block in
      unsafe (
        parameters.betaIndex.map { unsafe pass.parameterGradient($0, block: block) },
        parameters.gammaIndex.map { unsafe pass.parameterGradient($0, block: block) }
      )
    }
  }

  /// Sums the output's gradient, and its product with `x̂`, over each block of `leaves`.
  private func addGradients(
    _ pass: BackwardPass, cut leaves: LeafRows, memory: UnsafeMutablePointer<Float>,
    into targets: (_ block: Int) -> (
      sum: UnsafeMutablePointer<Float>?, product: UnsafeMutablePointer<Float>?
    )
  ) {
    let gradient = unsafe pass.outputGradient
    unsafe leaves.forEachBlock(rowsPerSample: rowsPerSample) { block, leafRows, leafCount in
      let (sum, product) = unsafe targets(block)
      if let sum = unsafe sum {
        unsafe kernels.biasGradient(
          gradient, into: sum, leafRows: leafRows, leafCount: leafCount, columns: channels,
          scratch: memory)
      }
      if let product = unsafe product {
        unsafe kernels.batchNormalizationGammaGradient(
          pass.input(0), gradient: gradient, mean: pass.state,
          inverseDeviation: pass.state + channels, into: product, leafRows: leafRows,
          leafCount: leafCount, columns: channels, scratch: memory)
      }
    }
  }
}

/// The layout of the operation's scratch memory.
@safe
private struct Scratch {
  /// The scratch of sums over leaves.
  let tree: UnsafeMutablePointer<Float>
  /// Constants for missing parameters.
  let constants: UnsafeMutablePointer<Float>
  /// Two numbers for each channel.
  let totals: UnsafeMutablePointer<Float>
  /// Two sums for each channel and block.
  let blocks: UnsafeMutablePointer<Float>

  init(_ memory: UnsafeMutablePointer<Float>, _ parameters: AffineParameters) {
    unsafe tree = memory
    unsafe constants = memory + Self.treeCount(parameters)
    unsafe totals = constants + parameters.constantCount
    unsafe blocks = totals + 2 * parameters.count
  }

  private static func treeCount(_ parameters: AffineParameters) -> Int {
    kernels.matmulScratchCount(rows: 1, inner: 1, columns: parameters.count)
  }

  static func count(_ parameters: AffineParameters) -> Int {
    treeCount(parameters) + parameters.constantCount
      + 2 * parameters.count * (LeafRows.maximumBlockCount + 1)
  }
}
