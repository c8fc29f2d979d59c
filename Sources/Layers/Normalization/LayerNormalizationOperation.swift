import Engine
import Kernels

/// Layer normalization of each row, then `x̂ · gamma + beta`.
struct LayerNormalizationOperation: Operation {
  /// The number of rows of one sample.
  let rowsPerSample: Int
  let parameters: AffineParameters
  let epsilon: Float

  var backwardReadsOutput: Bool { false }

  private var columns: Int { parameters.count }

  /// The number of floats of scratch for sums over leaves.
  private var treeCount: Int { kernels.matmulScratchCount(rows: 1, inner: 1, columns: columns) }

  func scratchCount(rows: Int) -> Int { treeCount + parameters.constantCount }

  /// Each row's mean and inverse deviation.
  func stateCount(rows: Int) -> Int { 2 * rows * rowsPerSample }

  func forward(_ pass: ForwardPass) {
    let constants = unsafe pass.scratch + treeCount
    unsafe parameters.fill(constants)
    let rows = pass.rows * rowsPerSample
    unsafe kernels.layerNormalization(
      pass.input(0), into: pass.output, gamma: parameters.gamma(pass, or: constants),
      beta: parameters.beta(pass, or: constants), means: pass.state,
      inverseDeviations: pass.state + rows, rows: rows, columns: columns, epsilon: epsilon)
  }

  func backward(_ pass: BackwardPass) {
    let gradient = unsafe pass.outputGradient
    let rows = pass.rows * rowsPerSample
    let (means, inverseDeviations) = unsafe (pass.state, pass.state + rows)
    if !pass.isFrozen { addParameterGradients(pass) }
    guard let inputGradient = unsafe pass.inputGradient(0) else { return }
    let constants = unsafe pass.scratch + treeCount
    unsafe parameters.fill(constants)
    unsafe kernels.layerNormalizationInputGradient(
      pass.input(0), gradient: gradient, gamma: parameters.gamma(pass, or: constants),
      means: means, inverseDeviations: inverseDeviations, into: inputGradient, rows: rows,
      columns: columns)
  }

  private func addParameterGradients(_ pass: BackwardPass) {
    let gradient = unsafe pass.outputGradient
    let (means, inverseDeviations) = unsafe (pass.state, pass.state + pass.rows * rowsPerSample)
    unsafe pass.leaves.forEachBlock(rowsPerSample: rowsPerSample) { block, leafRows, leafCount in
      if let index = parameters.gammaIndex {
        unsafe kernels.layerNormalizationGammaGradient(
          pass.input(0), gradient: gradient, means: means,
          inverseDeviations: inverseDeviations, into: pass.parameterGradient(index, block: block),
          leafRows: leafRows, leafCount: leafCount, columns: columns, scratch: pass.scratch)
      }
      if let index = parameters.betaIndex {
        unsafe kernels.biasGradient(
          gradient, into: pass.parameterGradient(index, block: block), leafRows: leafRows,
          leafCount: leafCount, columns: columns, scratch: pass.scratch)
      }
    }
  }
}
