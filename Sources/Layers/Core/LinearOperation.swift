import Engine
import Kernels

/// The product `y = x · W + b`, optionally fused with ReLU.
struct LinearOperation: BuiltInOperation {
  /// The number of rows of `x` in one sample.
  let rowsPerSample: Int
  let inputCount: Int
  let units: Int
  let hasBias: Bool
  /// Whether `y = max(x · W + b, 0)`; only with a bias, because ReLU is fused into the bias pass.
  let rectifies: Bool

  var backwardReadsOutput: Bool { rectifies }

  func scratchCount(rows: Int) -> Int {
    kernels.matmulScratchCount(rows: rows * rowsPerSample, inner: inputCount, columns: units)
  }

  func forward(_ pass: ForwardPass) {
    let rows = pass.rows * rowsPerSample
    unsafe kernels.matmul(
      pass.input(0), pass.parameter(0), into: pass.output, rows: rows, inner: inputCount,
      columns: units, wIsFinite: pass.parametersAreFinite, scratch: pass.scratch)
    guard hasBias else { return }
    if rectifies {
      unsafe kernels.addBiasRelu(pass.output, pass.parameter(1), rows: rows, columns: units)
    } else {
      unsafe kernels.addBias(pass.output, pass.parameter(1), rows: rows, columns: units)
    }
  }

  func backward(_ pass: BackwardPass) {
    let gradient = unsafe pass.outputGradient
    let rows = pass.rows * rowsPerSample
    if rectifies {
      unsafe kernels.reluGradient(
        output: pass.output, gradient: gradient, into: gradient, count: rows * units)
    }
    if !pass.isFrozen { addParameterGradients(pass) }
    if let inputGradient = unsafe pass.inputGradient(0) {
      unsafe kernels.matmulTransposingRight(
        gradient, pass.parameter(0), into: inputGradient, rows: rows, inner: inputCount,
        columns: units, scratch: pass.scratch)
    }
  }

  private func addParameterGradients(_ pass: BackwardPass) {
    let gradient = unsafe pass.outputGradient
    unsafe pass.leaves.forEachBlock(rowsPerSample: rowsPerSample) { block, leafRows, leafCount in
      unsafe kernels.weightGradient(
        pass.input(0), gradient, into: pass.parameterGradient(0, block: block),
        leafRows: leafRows, leafCount: leafCount, inner: inputCount, columns: units,
        scratch: pass.scratch, claim: block == 0 ? pass.claim : Claim())
      guard hasBias else { return }
      unsafe kernels.biasGradient(
        gradient, into: pass.parameterGradient(1, block: block), leafRows: leafRows,
        leafCount: leafCount, columns: units, scratch: pass.scratch)
    }
  }

  /// Returns a bound: each element is a sum over rows of an input, or 1, times an output's
  /// gradient.
  func gradientBound(_ pass: BackwardPass) -> Float? {
    let rows = pass.rows * rowsPerSample
    guard rows * (inputCount + units) < inputCount * units else { return nil }
    let input = unsafe max(
      kernels.largestMagnitudeBits(pass.input(0), count: rows * inputCount), Float(1).bitPattern)
    let gradient = unsafe kernels.largestMagnitudeBits(pass.outputGradient, count: rows * units)
    // Twice the bound of the exact sum, which covers the rounding errors.
    return 2 * Float(rows) * Float(bitPattern: input) * Float(bitPattern: gradient)
  }
}
