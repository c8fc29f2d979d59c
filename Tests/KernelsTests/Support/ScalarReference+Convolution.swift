import Kernels

extension ScalarReference {
  /// One number of an image, 0 outside.
  private static func pixel(
    _ values: [Float], _ sample: Int, _ i: Int, _ j: Int, _ channel: Int, height: Int, width: Int,
    channels: Int
  ) -> Float {
    guard 0 <= i && i < height && 0 <= j && j < width else { return 0 }
    return values[((sample * height + i) * width + j) * channels + channel]
  }

  static func convolution(_ x: [Float], _ w: [Float], _ g: ConvolutionGeometry, rows: Int)
    -> [Float]
  {
    var y: [Float] = []
    for (b, i, j) in triples(rows, g.outputHeight, g.outputWidth) {
      for f in 0..<g.filters {
        var sum: Float = 0
        for (r, s, c) in triples(g.filterHeight, g.filterWidth, g.inputChannels) {
          let input = pixel(
            x, b, i * g.strideHeight + r - g.paddingTop, j * g.strideWidth + s - g.paddingLeft, c,
            height: g.inputHeight, width: g.inputWidth, channels: g.inputChannels)
          let weight = w[((r * g.filterWidth + s) * g.inputChannels + c) * g.filters + f]
          sum = fused(input, weight, sum)
        }
        y.append(sum + 0)
      }
    }
    return y
  }

  static func convolutionInputGradient(
    _ dy: [Float], _ w: [Float], _ g: ConvolutionGeometry, rows: Int
  ) -> [Float] {
    var dx: [Float] = []
    for (b, i, j) in triples(rows, g.inputHeight, g.inputWidth) {
      for c in 0..<g.inputChannels {
        var sum: Float = 0
        // Descending taps are ascending output pixels.
        for (fromLastR, fromLastS, f) in triples(g.filterHeight, g.filterWidth, g.filters) {
          let (r, s) = (g.filterHeight - 1 - fromLastR, g.filterWidth - 1 - fromLastS)
          let (row, column) = (i + g.paddingTop - r, j + g.paddingLeft - s)
          guard row >= 0 && row % g.strideHeight == 0 else { continue }
          guard column >= 0 && column % g.strideWidth == 0 else { continue }
          let gradient = pixel(
            dy, b, row / g.strideHeight, column / g.strideWidth, f, height: g.outputHeight,
            width: g.outputWidth, channels: g.filters)
          let weight = w[((r * g.filterWidth + s) * g.inputChannels + c) * g.filters + f]
          sum = fused(gradient, weight, sum)
        }
        dx.append(sum + 0)
      }
    }
    return dx
  }

  static func convolutionFilterGradient(
    _ x: [Float], _ dy: [Float], _ g: ConvolutionGeometry, leafRows: [Int]
  ) -> [Float] {
    var dw: [Float] = []
    for (r, s, c) in triples(g.filterHeight, g.filterWidth, g.inputChannels) {
      for f in 0..<g.filters {
        dw.append(
          leafTreeSum(leafRows) { samples in
            var sum: Float = 0
            for b in samples {
              for (i, j, _) in triples(g.outputHeight, g.outputWidth, 1) {
                let input = pixel(
                  x, b, i * g.strideHeight + r - g.paddingTop,
                  j * g.strideWidth + s - g.paddingLeft, c, height: g.inputHeight,
                  width: g.inputWidth, channels: g.inputChannels)
                let gradient = dy[((b * g.outputHeight + i) * g.outputWidth + j) * g.filters + f]
                sum = fused(input, gradient, sum)
              }
            }
            return sum
          })
      }
    }
    return dw
  }

  /// All triples of indices in row-major order.
  private static func triples(_ first: Int, _ second: Int, _ third: Int) -> [(Int, Int, Int)] {
    (0..<first).flatMap { i in
      (0..<second).flatMap { j in (0..<third).map { k in (i, j, k) } }
    }
  }
}
