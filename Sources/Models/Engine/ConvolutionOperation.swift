import Kernels

/// `y = x ⋆ W + b`, and the rectifier on top of it where that is asked for.
struct ConvolutionOperation: Operation {
  let geometry: ConvolutionGeometry
  let hasBias: Bool
  /// Whether `y = max(x ⋆ W + b, 0)`; only with a bias, on whose pass over `y` it rides.
  let rectifies: Bool

  var backwardReadsOutput: Bool { rectifies }

  private var pixels: Int { geometry.outputHeight * geometry.outputWidth }

  func scratchCount(rows: Int) -> Int {
    max(
      convolutionScratchCount(geometry),
      matmulScratchCount(rows: 1, inner: 1, columns: geometry.filters))
  }

  func forward(_ pass: ForwardPass) {
    unsafe convolution(
      pass.input(0), pass.parameter(0), into: pass.output, geometry: geometry, rows: pass.rows,
      scratch: pass.scratch)
    guard hasBias else { return }
    let rows = pass.rows * pixels
    if rectifies {
      unsafe addBiasRelu(pass.output, pass.parameter(1), rows: rows, columns: geometry.filters)
    } else {
      unsafe addBias(pass.output, pass.parameter(1), rows: rows, columns: geometry.filters)
    }
  }

  func backward(_ pass: BackwardPass) {
    let gradient = unsafe pass.outputGradient
    if rectifies {
      unsafe reluGradient(
        output: pass.output, gradient: gradient, into: gradient,
        count: pass.rows * geometry.outputCount)
    }
    unsafe pass.forEachBlock { block, leafRows, leafCount in
      unsafe convolutionFilterGradient(
        pass.input(0), ConvolutionOutputGradient(gradient),
        into: pass.parameterGradient(0, block: block),
        geometry: geometry, leafRows: leafRows, leafCount: leafCount, scratch: pass.scratch)
    }
    if hasBias { unsafe biasGradient(pass, gradient) }
    if let inputGradient = unsafe pass.inputGradient(0) {
      unsafe convolutionInputGradient(
        ConvolutionOutputGradient(gradient), pass.parameter(0), into: inputGradient,
        geometry: geometry, rows: pass.rows, scratch: pass.scratch)
    }
  }

  /// The bias takes part at every pixel: each is a row of its own.
  private func biasGradient(_ pass: BackwardPass, _ gradient: UnsafeMutablePointer<Float>) {
    unsafe pass.leaves.forEachBlock(rowsPerSample: pixels) { block, leafRows, leafCount in
      unsafe Kernels.biasGradient(
        gradient, into: pass.parameterGradient(1, block: block), leafRows: leafRows,
        leafCount: leafCount, columns: geometry.filters, scratch: pass.scratch)
    }
  }
}
