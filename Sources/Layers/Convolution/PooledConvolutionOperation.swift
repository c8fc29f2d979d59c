import Engine
import Kernels

/// A convolution fused with the max pooling after it: `y = max over windows of (x ⋆ W + b)`,
/// optionally with ReLU before the pooling.
///
/// The convolution's output is stored for one sample at a time; its gradient, which is zero except
/// at the greatest cell of each window, is not stored where the kernels skip zeros. A rectifier's
/// mask is the same for the windows' greatest cells as for the pooled output.
struct PooledConvolutionOperation: Operation {
  let convolution: ConvolutionOperation
  let pooling: PoolingGeometry

  private var geometry: ConvolutionGeometry { convolution.geometry }

  /// Returns nil where windows overlap or extend beyond the image.
  init?(_ convolution: ConvolutionOperation, _ pooling: PoolingGeometry) {
    guard pooling.windowsAreApart else { return nil }
    self.convolution = convolution
    self.pooling = pooling
  }

  var backwardReadsOutput: Bool { convolution.rectifies }

  /// Returns the count for the index of each window's first greatest cell.
  func stateCount(rows: Int) -> Int { rows * pooling.outputCount }

  /// Returns the count for a sample's unpooled output, followed by the kernels' scratch.
  func scratchCount(rows: Int) -> Int {
    max(
      unpooledCount + kernels.convolutionScratchCount(geometry),
      kernels.convolutionScratchCount(geometry, pooling: pooling))
  }

  private var unpooledCount: Int { (geometry.outputCount + 15) / 16 * 16 }

  func forward(_ pass: ForwardPass) {
    let isTraining = if case .training = pass.phase { true } else { false }
    let image = unsafe pass.scratch
    for sample in 0..<pass.rows {
      unsafe convolution.forward(
        pass.input(0) + sample * geometry.inputCount, into: image, rows: 1, pass,
        scratch: image + unpooledCount)
      let offset = sample * pooling.outputCount
      unsafe kernels.maxPooling(
        image, into: pass.output + offset,
        indices: isTraining ? cells(pass.state) + offset : nil, geometry: pooling, rows: 1)
    }
  }

  func backward(_ pass: BackwardPass) {
    let gradient = unsafe pass.outputGradient
    if convolution.rectifies {
      unsafe kernels.reluGradient(
        output: pass.output, gradient: gradient, into: gradient,
        count: pass.rows * pooling.outputCount)
    }
    unsafe convolution.backward(
      pass,
      ConvolutionOutputGradient(pooled: gradient, indices: cells(pass.state), by: pooling))
  }

  /// Returns the state's memory, which only this operation reads, as integers of the same size.
  private func cells(_ state: UnsafeMutablePointer<Float>) -> UnsafeMutablePointer<Int32> {
    unsafe UnsafeMutableRawPointer(state).assumingMemoryBound(to: Int32.self)
  }
}
