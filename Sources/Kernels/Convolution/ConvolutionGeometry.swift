/// The sizes of a two-dimensional convolution (a cross-correlation, as in Keras).
///
/// Images are `[height, width, channels]`, filters are
/// `[filterHeight, filterWidth, inputChannels, filters]`. The input is surrounded by zeros, as many
/// rows above as `paddingTop` and columns on the left as `paddingLeft` say, and as many below and
/// on the right as the output size needs.
public struct ConvolutionGeometry: Sendable, Equatable {
  /// The rows of an input image.
  public var inputHeight: Int
  /// The columns of an input image.
  public var inputWidth: Int
  /// The channels of each input pixel.
  public var inputChannels: Int
  /// The rows of a filter.
  public var filterHeight: Int
  /// The columns of a filter.
  public var filterWidth: Int
  /// The number of filters, the channels of each output pixel.
  public var filters: Int
  /// The input rows from one output row to the next.
  public var strideHeight: Int
  /// The input columns from one output column to the next.
  public var strideWidth: Int
  /// The rows of zeros above the input.
  public var paddingTop: Int
  /// The columns of zeros on the left of the input.
  public var paddingLeft: Int
  /// The rows of an output image.
  public var outputHeight: Int
  /// The columns of an output image.
  public var outputWidth: Int

  /// All sizes and strides at least 1, paddings at least 0.
  public init(
    inputHeight: Int, inputWidth: Int, inputChannels: Int, filterHeight: Int, filterWidth: Int,
    filters: Int, strideHeight: Int, strideWidth: Int, paddingTop: Int, paddingLeft: Int,
    outputHeight: Int, outputWidth: Int
  ) {
    self.inputHeight = inputHeight
    self.inputWidth = inputWidth
    self.inputChannels = inputChannels
    self.filterHeight = filterHeight
    self.filterWidth = filterWidth
    self.filters = filters
    self.strideHeight = strideHeight
    self.strideWidth = strideWidth
    self.paddingTop = paddingTop
    self.paddingLeft = paddingLeft
    self.outputHeight = outputHeight
    self.outputWidth = outputWidth
  }

  /// The number of values of an input image.
  public var inputCount: Int { inputHeight * inputWidth * inputChannels }

  /// The number of values of an output image.
  public var outputCount: Int { outputHeight * outputWidth * filters }

  /// The number of weights of all filters.
  public var filterCount: Int { filterHeight * filterWidth * inputChannels * filters }
}

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

/// The number of floats that a convolution's `scratch` needs, for any number of samples.
///
/// Enough for `convolution` and its gradients in up to 1,024 leaves, with an output gradient after
/// `pooling`, if given. The scratch is aligned to 64 bytes.
public func convolutionScratchCount(
  _ geometry: ConvolutionGeometry, pooling: PoolingGeometry? = nil
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

/// Returns `count` rounded up to a multiple of a vector's lanes.
@inline(__always)
func wholeVectors(_ count: Int) -> Int {
  (count + laneCount - 1) / laneCount * laneCount
}
