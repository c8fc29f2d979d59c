import Engine
import Kernels

/// The convolution `y = x ⋆ W + b`, optionally fused with ReLU.
struct ConvolutionOperation: BuiltInOperation {
  let geometry: ConvolutionGeometry
  let hasBias: Bool
  /// Whether `y = max(x ⋆ W + b, 0)`; only with a bias, because ReLU is fused into the bias pass.
  let rectifies: Bool

  var backwardReadsOutput: Bool { rectifies }

  private var pixels: Int { geometry.outputHeight * geometry.outputWidth }

  func scratchCount(rows: Int) -> Int {
    kernels.convolutionScratchCount(geometry)
  }

  func fused(with next: any Operation) -> (any Operation)? {
    guard let next = next as? MaxPoolingOperation else { return nil }
    return PooledConvolutionOperation(self, next.geometry)
  }

  func forward(_ pass: ForwardPass) {
    unsafe forward(
      pass.input(0), into: pass.output, rows: pass.rows, pass, scratch: pass.scratch)
  }

  /// Computes some samples with the pass's parameters.
  func forward(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, rows: Int,
    _ pass: ForwardPass, scratch: UnsafeMutablePointer<Float>
  ) {
    unsafe kernels.convolution(
      x, pass.parameter(0), into: y, geometry: geometry, rows: rows,
      wIsFinite: pass.parametersAreFinite, scratch: scratch)
    guard hasBias else { return }
    let rows = rows * pixels
    if rectifies {
      unsafe kernels.addBiasRelu(y, pass.parameter(1), rows: rows, columns: geometry.filters)
    } else {
      unsafe kernels.addBias(y, pass.parameter(1), rows: rows, columns: geometry.filters)
    }
  }

  func backward(_ pass: BackwardPass) {
    let gradient = unsafe pass.outputGradient
    if rectifies {
      unsafe kernels.reluGradient(
        output: pass.output, gradient: gradient, into: gradient,
        count: pass.rows * geometry.outputCount)
    }
    unsafe backward(pass, ConvolutionOutputGradient(gradient))
  }

  /// Computes the gradients from that of `x ⋆ W + b`.
  func backward(_ pass: BackwardPass, _ gradient: ConvolutionOutputGradient) {
    if !pass.isFrozen { addParameterGradients(pass, gradient) }
    if let inputGradient = unsafe pass.inputGradient(0) {
      unsafe kernels.convolutionInputGradient(
        gradient, pass.parameter(0), into: inputGradient, geometry: geometry, rows: pass.rows,
        scratch: pass.scratch)
    }
  }

  private func addParameterGradients(_ pass: BackwardPass, _ gradient: ConvolutionOutputGradient) {
    unsafe pass.forEachBlock { block, leafRows, leafCount in
      unsafe kernels.convolutionFilterGradient(
        pass.input(0), gradient, into: pass.parameterGradient(0, block: block),
        geometry: geometry, leafRows: leafRows, leafCount: leafCount, scratch: pass.scratch)
      guard hasBias else { return }
      unsafe kernels.convolutionBiasGradient(
        gradient, into: pass.parameterGradient(1, block: block), geometry: geometry,
        leafRows: leafRows, leafCount: leafCount, scratch: pass.scratch)
    }
  }
}
