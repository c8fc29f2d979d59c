package import KernelInterface

extension ConvolutionGeometry {
  /// The padding of an image for the filters, or nil where they read nothing outside it.
  var inputPadding: ImagePadding? {
    let seenWidth = (outputWidth - 1) * strideWidth + filterWidth
    if paddingLeft == 0 && seenWidth <= inputWidth { return nil }
    return ImagePadding(
      height: inputHeight, width: inputWidth, channels: inputChannels, left: paddingLeft,
      paddedWidth: seenWidth)
  }
}

extension CompiledKernels {
  package static func convolutionScratchCount(
    _ geometry: ConvolutionGeometry, pooling: PoolingGeometry?
  ) -> Int {
    let inner = geometry.filterHeight * geometry.filterWidth * geometry.inputChannels
    let input = geometry.inputPadding?.count ?? 0
    let forward = input + inner * packedPanelWidth

    let outputPadding = InputGradientPhases(geometry).padding
    let transposed =
      geometry.filterHeight * geometry.filterWidth * geometry.filters
      * wholeVectors(geometry.inputChannels)
    let inputGradient = (outputPadding?.count ?? 0) + transposed

    let pixels = geometry.outputHeight * geometry.outputWidth
    let sums = (treeDepth + 1) * inner * packedPanelWidth
    let filterGradient = input + pixels * packedPanelWidth + sums
    let unpooled = pooling == nil ? 0 : wholeVectors(geometry.outputCount)
    var sparse = geometry.suitsNonzeroValues ? SparseConvolutionScratch.count(geometry) : 0
    if ImagePatches.fit(geometry) {
      let patches = ImagePatches(geometry)
      let rowStep = pooling?.strideHeight ?? 1
      sparse = max(
        sparse, SparseFilterGradientScratch.count(patches, rowStep: rowStep),
        SparseInputGradientScratch.count(patches, rowStep: rowStep))
    }
    let biasGradient = (treeDepth + 1) * wholeVectors(geometry.filters)
    return max(forward, unpooled + max(inputGradient, filterGradient), sparse, biasGradient)
  }
}

/// Returns `count` rounded up to a multiple of a vector's lanes.
@inline(__always)
func wholeVectors(_ count: Int) -> Int {
  (count + laneCount - 1) / laneCount * laneCount
}
