import Kernels

/// `y = x · W + b`, and the rectifier on top of it where that is asked for.
struct LinearOperation: Operation {
  /// The rows of `x` that one sample has.
  let rowsPerSample: Int
  let inputCount: Int
  let units: Int
  let hasBias: Bool
  /// Whether `y = max(x · W + b, 0)`; only with a bias, on whose pass over `y` it rides.
  let rectifies: Bool

  var backwardReadsOutput: Bool { rectifies }

  func scratchCount(rows: Int) -> Int {
    matmulScratchCount(rows: rows * rowsPerSample, inner: inputCount, columns: units)
  }

  func forward(_ pass: ForwardPass) {
    let rows = pass.rows * rowsPerSample
    unsafe matmul(
      pass.input(0), pass.parameter(0), into: pass.output, rows: rows, inner: inputCount,
      columns: units, scratch: pass.scratch)
    guard hasBias else { return }
    if rectifies {
      unsafe addBiasRelu(pass.output, pass.parameter(1), rows: rows, columns: units)
    } else {
      unsafe addBias(pass.output, pass.parameter(1), rows: rows, columns: units)
    }
  }

  func backward(_ pass: BackwardPass) {
    let gradient = unsafe pass.outputGradient
    let rows = pass.rows * rowsPerSample
    if rectifies {
      unsafe reluGradient(
        output: pass.output, gradient: gradient, into: gradient, count: rows * units)
    }
    unsafe pass.leaves.forEachBlock(rowsPerSample: rowsPerSample) { block, leafRows, leafCount in
      unsafe weightGradient(
        pass.input(0), gradient, into: pass.parameterGradient(0, block: block),
        leafRows: leafRows, leafCount: leafCount, inner: inputCount, columns: units,
        scratch: pass.scratch)
      guard hasBias else { return }
      unsafe biasGradient(
        gradient, into: pass.parameterGradient(1, block: block), leafRows: leafRows,
        leafCount: leafCount, columns: units, scratch: pass.scratch)
    }
    if let inputGradient = unsafe pass.inputGradient(0) {
      unsafe matmulTransposingRight(
        gradient, pass.parameter(0), into: inputGradient, rows: rows, inner: inputCount,
        columns: units, scratch: pass.scratch)
    }
  }
}
