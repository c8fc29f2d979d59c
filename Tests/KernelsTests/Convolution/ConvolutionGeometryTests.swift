import Kernels
import Testing

@Suite("ConvolutionGeometry")
struct ConvolutionGeometryTests {
  @Test func countsTheNumbersOfImagesAndFilters() {
    let geometry = ConvolutionGeometry.square(5, channels: 3, filter: 2, filters: 7)
    #expect(geometry.inputCount == 75)
    #expect(geometry.outputCount == 4 * 4 * 7)
    #expect(geometry.filterCount == 2 * 2 * 3 * 7)
  }

  @Test func asksForNoCopyOfAnImageWithoutPadding() {
    let valid = ConvolutionGeometry.square(40, channels: 64, filter: 1, filters: 1)
    var same = valid
    same.paddingTop = 1
    same.outputHeight += 1
    #expect(
      kernels.convolutionScratchCount(same) < kernels.convolutionScratchCount(valid) + 40 * 32 + 1)
    same.paddingLeft = 1
    same.outputWidth += 1
    // One frame of 40 by 41 pixels more.
    let difference = kernels.convolutionScratchCount(same) - kernels.convolutionScratchCount(valid)
    #expect(difference >= 40 * 41 * 64, "\(difference)")
  }
}

extension ConvolutionGeometry {
  /// Square images and filters, with a stride and zeros on both axes; the output is as large as
  /// fits.
  static func square(
    _ size: Int, channels: Int, filter: Int, filters: Int, stride: Int = 1, before: Int = 0,
    after: Int = 0
  ) -> ConvolutionGeometry {
    let output = (size + before + after - filter) / stride + 1
    return ConvolutionGeometry(
      inputHeight: size, inputWidth: size, inputChannels: channels, filterHeight: filter,
      filterWidth: filter, filters: filters, strideHeight: stride, strideWidth: stride,
      paddingTop: before, paddingLeft: before, outputHeight: output, outputWidth: output)
  }

  /// Small geometries of every kind: remainders of tiles and panels, strides, paddings, filters
  /// that are larger than their stride, smaller, and larger than the image.
  static let samples: [ConvolutionGeometry] =
    (1...15).map { square(3 + $0, channels: 1 + $0 % 4, filter: 3, filters: $0 * 5) }
    + (1...6).map { square(7, channels: $0 * 3, filter: $0, filters: 18, before: $0 / 2, after: 1) }
    + (1...4).map {
      square(9, channels: 17, filter: 3, filters: 33, stride: $0, before: 1, after: 1)
    }
    + [
      square(8, channels: 40, filter: 1, filters: 12, stride: 3),
      square(11, channels: 2, filter: 5, filters: 9, stride: 2, before: 4, after: 3),
      square(2, channels: 5, filter: 4, filters: 6, before: 1, after: 2),
      square(6, channels: 3, filter: 2, filters: 4, before: 2, after: 5),
      square(1, channels: 50, filter: 1, filters: 50),
      ConvolutionGeometry(
        inputHeight: 6, inputWidth: 31, inputChannels: 3, filterHeight: 2, filterWidth: 4,
        filters: 20, strideHeight: 3, strideWidth: 2, paddingTop: 0, paddingLeft: 1,
        outputHeight: 2, outputWidth: 15),
      // Nothing of the last input rows and columns is seen.
      ConvolutionGeometry(
        inputHeight: 9, inputWidth: 8, inputChannels: 4, filterHeight: 3, filterWidth: 2,
        filters: 35, strideHeight: 1, strideWidth: 4, paddingTop: 0, paddingLeft: 0,
        outputHeight: 3, outputWidth: 2),
    ]

  var testDescription: String {
    """
    [\(inputHeight), \(inputWidth), \(inputChannels)] to [\(outputHeight), \(outputWidth), \
    \(filters)] by [\(filterHeight), \(filterWidth)], strides \(strideHeight), \(strideWidth), \
    padding \(paddingTop), \(paddingLeft)
    """
  }
}
