import Models

extension PlainNetwork {
  /// Windows that slide over an image `[height, width, channels]`.
  struct Windows: Sendable {
    var size: (Int, Int)
    var strides: (Int, Int)
    var padding: Padding

    init(_ size: (Int, Int), strides: (Int, Int) = (1, 1), padding: Padding = .valid) {
      self.size = size
      self.strides = strides
      self.padding = padding
    }
  }

  /// A network whose layers under test lie between dense ones, so that the gradient of their input
  /// is seen in the first one's kernel.
  static func overImages(_ name: String, _ shape: [Int], _ layers: [Layer]) -> PlainNetwork {
    PlainNetwork(
      name: name, inputShape: [5],
      layers: [.dense(shape.reduce(1, *)), .reshape(shape)] + layers
        + [.flatten, .dense(4, .softmax)])
  }
}

extension PlainNetwork.Windows {
  /// The number of windows along a dimension.
  private func count(_ inputSize: Int, _ size: Int, _ stride: Int) -> Int {
    padding == .same ? (inputSize + stride - 1) / stride : (inputSize - size) / stride + 1
  }

  /// The image's places under the window at `place`; those beyond its edges are left out.
  private func places(
    _ place: Int, _ inputSize: Int, _ size: Int, _ stride: Int
  ) -> [(window: Int, image: Int)] {
    let covered = (count(inputSize, size, stride) - 1) * stride + size
    let before = padding == .same ? max(covered - inputSize, 0) / 2 : 0
    return (0..<size).map { ($0, place * stride - before + $0) }
      .filter { $0.1 >= 0 && $0.1 < inputSize }
  }

  /// The numbers of windows down and across.
  func counts(over shape: [Int]) -> (Int, Int) {
    (count(shape[0], size.0, strides.0), count(shape[1], size.1, strides.1))
  }

  /// What `reduce` makes of each window's numbers, channel by channel.
  func pooled(_ x: [Double], _ shape: [Int], _ reduce: ([Double]) -> Double) -> [Double] {
    let (rows, columns) = counts(over: shape)
    var y: [Double] = []
    for row in 0..<rows {
      let down = places(row, shape[0], size.0, strides.0)
      for column in 0..<columns {
        let across = places(column, shape[1], size.1, strides.1)
        for channel in 0..<shape[2] {
          y.append(
            reduce(
              down.flatMap { i in
                across.map { x[(i.image * shape[1] + $0.image) * shape[2] + channel] }
              }))
        }
      }
    }
    return y
  }

  /// The cross-correlation with filters `[height, width, channels, filters]`.
  func convolution(
    of x: [Double], _ shape: [Int], with kernel: [Double], filters: Int, bias: [Double]?
  ) -> [Double] {
    let (rows, columns) = counts(over: shape)
    var y: [Double] = []
    for row in 0..<rows {
      let down = places(row, shape[0], size.0, strides.0)
      for column in 0..<columns {
        let across = places(column, shape[1], size.1, strides.1)
        var sums = bias ?? [Double](repeating: 0, count: filters)
        for i in down {
          for j in across {
            for channel in 0..<shape[2] {
              let value = x[(i.image * shape[1] + j.image) * shape[2] + channel]
              let start = ((i.window * size.1 + j.window) * shape[2] + channel) * filters
              for filter in 0..<filters { sums[filter] += value * kernel[start + filter] }
            }
          }
        }
        y += sums
      }
    }
    return y
  }
}

extension PlainNetwork.Layer {
  /// The shape of one sample of the output.
  func outputShape(for shape: [Int]) -> [Int] {
    switch self {
    case .flatten: return [shape.reduce(1, *)]
    case .reshape(let target): return target
    case .dense(let units, _, _): return [units]
    case .activation, .leakyReLU, .elu: return shape
    case .convolution(let filters, let windows, _, _):
      let (rows, columns) = windows.counts(over: shape)
      return [rows, columns, filters]
    case .maxPooling(let windows), .averagePooling(let windows):
      let (rows, columns) = windows.counts(over: shape)
      return [rows, columns, shape[2]]
    case .globalAveragePooling: return [shape[2]]
    }
  }
}
