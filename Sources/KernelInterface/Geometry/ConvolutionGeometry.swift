/// The sizes of a two-dimensional convolution (a cross-correlation, as in Keras).
///
/// Images are `[height, width, channels]`, filters are
/// `[filterHeight, filterWidth, inputChannels, filters]`. The input is surrounded by zeros, as many
/// rows above as `paddingTop` and columns on the left as `paddingLeft` say, and as many below and
/// on the right as the output size needs.
package struct ConvolutionGeometry: Sendable, Equatable {
  /// The rows of an input image.
  package var inputHeight: Int
  /// The columns of an input image.
  package var inputWidth: Int
  /// The channels of each input pixel.
  package var inputChannels: Int
  /// The rows of a filter.
  package var filterHeight: Int
  /// The columns of a filter.
  package var filterWidth: Int
  /// The number of filters, the channels of each output pixel.
  package var filters: Int
  /// The input rows from one output row to the next.
  package var strideHeight: Int
  /// The input columns from one output column to the next.
  package var strideWidth: Int
  /// The rows of zeros above the input.
  package var paddingTop: Int
  /// The columns of zeros on the left of the input.
  package var paddingLeft: Int
  /// The rows of an output image.
  package var outputHeight: Int
  /// The columns of an output image.
  package var outputWidth: Int

  /// All sizes and strides at least 1, paddings at least 0.
  package init(
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
  package var inputCount: Int { inputHeight * inputWidth * inputChannels }

  /// The number of values of an output image.
  package var outputCount: Int { outputHeight * outputWidth * filters }

  /// The number of weights of all filters.
  package var filterCount: Int { filterHeight * filterWidth * inputChannels * filters }
}
