import Kernels
import Testing

@Suite("PoolingGeometry")
struct PoolingGeometryTests {
  @Test func countsTheNumbersOfImages() {
    let geometry = PoolingGeometry.square(7, channels: 3, pool: 2, stride: 2)
    #expect(geometry.inputCount == 7 * 7 * 3)
    #expect(geometry.outputCount == 3 * 3 * 3)
  }
}

extension PoolingGeometry {
  static func square(
    _ size: Int, channels: Int, pool: Int, stride: Int, before: Int = 0, after: Int = 0
  ) -> PoolingGeometry {
    let output = (size + before + after - pool) / stride + 1
    return PoolingGeometry(
      inputHeight: size, inputWidth: size, channels: channels, poolHeight: pool, poolWidth: pool,
      strideHeight: stride, strideWidth: stride, paddingTop: before, paddingLeft: before,
      outputHeight: output, outputWidth: output)
  }

  /// Small geometries of every kind: every remainder of the vectors, windows that overlap, leave
  /// gaps and reach beyond the image.
  static let samples: [PoolingGeometry] =
    (1...35).map { square(5, channels: $0, pool: 2, stride: 2) } + [
      square(5, channels: 3, pool: 3, stride: 1),
      square(6, channels: 17, pool: 3, stride: 2, before: 1, after: 1),
      square(5, channels: 33, pool: 2, stride: 1, after: 1),
      square(7, channels: 2, pool: 2, stride: 3),
      square(4, channels: 5, pool: 4, stride: 1, before: 2, after: 1),
      square(3, channels: 20, pool: 1, stride: 1),
      PoolingGeometry(
        inputHeight: 4, inputWidth: 9, channels: 6, poolHeight: 3, poolWidth: 2, strideHeight: 2,
        strideWidth: 4, paddingTop: 1, paddingLeft: 0, outputHeight: 2, outputWidth: 2),
    ]

  var testDescription: String {
    """
    [\(inputHeight), \(inputWidth), \(channels)] by [\(poolHeight), \(poolWidth)], strides \
    \(strideHeight), \(strideWidth), padding \(paddingTop), \(paddingLeft)
    """
  }

  /// The inputs of every output in row-major order of its window, each with its cell.
  func windows(rows: Int) -> [[(input: Int, cell: Int)]] {
    var windows: [[(input: Int, cell: Int)]] = []
    for b in 0..<rows {
      for i in 0..<outputHeight {
        for j in 0..<outputWidth {
          for c in 0..<channels {
            var cells: [(input: Int, cell: Int)] = []
            for r in 0..<poolHeight {
              for s in 0..<poolWidth {
                let (row, column) = (
                  i * strideHeight + r - paddingTop, j * strideWidth + s - paddingLeft
                )
                guard 0 <= row && row < inputHeight && 0 <= column && column < inputWidth else {
                  continue
                }
                let input = ((b * inputHeight + row) * inputWidth + column) * channels + c
                cells.append((input, r * poolWidth + s))
              }
            }
            windows.append(cells)
          }
        }
      }
    }
    return windows
  }
}
