import Kernels

/// The kernels of a convolution.
struct ConvolutionCases {
  let geometry: ConvolutionGeometry
  /// The number of samples of the batch.
  let rows: Int
  let leaves: LeafCuts
  /// Whether an earlier layer has weights, so that the input's gradient is computed.
  let hasInputGradient: Bool

  /// The kernels, in the order of a step.
  var cases: [KernelCase] {
    let (geometry, rows, leaves) = (geometry, rows, leaves)
    let pixels = geometry.outputHeight * geometry.outputWidth
    let filterSize = geometry.filterHeight * geometry.filterWidth * geometry.inputChannels
    let inputSize = geometry.inputHeight * geometry.inputWidth * geometry.inputChannels
    let x = WorkMemory(rows * inputSize)
    let w = WorkMemory(filterSize * geometry.filters, seed: 2)
    let y = WorkMemory(rows * pixels * geometry.filters, seed: 3)
    let dx = WorkMemory(rows * inputSize, seed: 4)
    let dw = WorkMemory(filterSize * geometry.filters, seed: 5)
    let scratch = WorkMemory(kernels.convolutionScratchCount(geometry))
    let shape =
      "\(rows) x \(geometry.inputHeight) x \(geometry.inputWidth) x \(geometry.inputChannels), "
      + "\(geometry.filters) of \(geometry.filterHeight) x \(geometry.filterWidth)"
    let work = KernelCase.Work.arithmetic(2 * y.count * filterSize)

    var cases = [
      KernelCase("convolution", shape, work, reads: x.count + w.count, writes: y.count) {
        unsafe kernels.convolution(
          x.base, w.base, into: y.base, geometry: geometry, rows: rows, scratch: scratch.base)
      },
      KernelCase(
        "filter gradient, \(leaves.count) leaves", shape, work, reads: x.count + y.count,
        writes: w.count
      ) {
        unsafe leaves.rows.withUnsafeBufferPointer { rows in
          guard let rows = rows.baseAddress else { return }
          unsafe kernels.convolutionFilterGradient(
            x.base, ConvolutionOutputGradient(y.base), into: dw.base, geometry: geometry,
            leafRows: rows, leafCount: leaves.count, scratch: scratch.base)
        }
      },
    ]
    if hasInputGradient {
      cases.append(
        KernelCase(
          "convolution's input gradient", shape, work, reads: y.count + w.count, writes: x.count
        ) {
          unsafe kernels.convolutionInputGradient(
            ConvolutionOutputGradient(y.base), w.base, into: dx.base, geometry: geometry,
            rows: rows, scratch: scratch.base)
        })
    }
    return cases
  }
}

/// The kernels of max pooling.
struct PoolingCases {
  let geometry: PoolingGeometry
  /// The number of samples of the batch.
  let rows: Int

  /// The kernels, in the order of a step.
  var cases: [KernelCase] {
    let (geometry, rows) = (geometry, rows)
    let x = WorkMemory(rows * geometry.inputHeight * geometry.inputWidth * geometry.channels)
    let y = WorkMemory(
      rows * geometry.outputHeight * geometry.outputWidth * geometry.channels, seed: 2)
    let dx = WorkMemory(x.count, seed: 3)
    let indices = IndexMemory(y.count)
    let shape =
      "\(rows) x \(geometry.inputHeight) x \(geometry.inputWidth) x \(geometry.channels), "
      + "\(geometry.poolHeight) x \(geometry.poolWidth)"
    return [
      KernelCase("max pooling", shape, .memory, reads: x.count, writes: 2 * y.count) {
        unsafe kernels.maxPooling(
          x.base, into: y.base, indices: indices.base, geometry: geometry, rows: rows)
      },
      KernelCase("max pooling's gradient", shape, .memory, reads: 2 * y.count, writes: x.count) {
        unsafe kernels.maxPoolingGradient(
          y.base, indices: indices.base, into: dx.base, geometry: geometry, rows: rows)
      },
    ]
  }
}
