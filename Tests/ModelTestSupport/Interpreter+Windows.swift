import FileFormats

extension Interpreter {
  /// Windows that slide along one axis of images.
  private struct Axis {
    let inputSize: Int
    let size: Int
    let stride: Int
    let isPadded: Bool

    /// The number of windows.
    var count: Int {
      isPadded ? (inputSize + stride - 1) / stride : (inputSize - size) / stride + 1
    }

    /// The indices under a window, in the window and in the image; those beyond its edges are left
    /// out.
    func indices(under window: Int) -> [(window: Int, image: Int)] {
      let covered = (count - 1) * stride + size
      let before = isPadded ? max(covered - inputSize, 0) / 2 : 0
      return (0..<size).map { ($0, window * stride - before + $0) }
        .filter { $0.1 >= 0 && $0.1 < inputSize }
    }
  }

  /// The windows down and across.
  private static func axes(_ call: Call, size: String) -> (rows: Axis, columns: Axis) {
    let sizes = call.arguments[size]?.arrayValue?.compactMap(\.integerValue) ?? []
    let strides = call.arguments["strides"]?.arrayValue?.compactMap(\.integerValue) ?? []
    let axes = (0..<2).map { index in
      Axis(
        inputSize: call.input.shape[index], size: sizes[index], stride: strides[index],
        isPadded: call.string("padding") == "same")
    }
    return (axes[0], axes[1])
  }

  /// What `reduce` makes of each window's numbers, channel by channel.
  package static func pooling(_ call: Call, _ reduce: ([Double]) -> Double) -> Tensor {
    let (rows, columns) = axes(call, size: "pool_size")
    let (x, width, channels) = (call.input.values, call.input.shape[1], call.input.shape[2])
    let (down, across) = (
      (0..<rows.count).map(rows.indices), (0..<columns.count).map(columns.indices)
    )
    var values: [Double] = []
    for start in stride(from: 0, to: x.count, by: call.input.size) {
      for lines in down {
        for indices in across {
          for channel in 0..<channels {
            let window = lines.flatMap { i in
              indices.map { x[start + (i.image * width + $0.image) * channels + channel] }
            }
            values.append(reduce(window))
          }
        }
      }
    }
    return Tensor(shape: [rows.count, columns.count, channels], values: values)
  }

  package static func globalAverage(_ call: Call) -> Tensor {
    let (channels, size) = (call.input.shape[2], call.input.size)
    var values: [Double] = []
    for start in stride(from: 0, to: call.input.values.count, by: size) {
      for channel in 0..<channels {
        values.append(
          mean(
            stride(from: channel, to: size, by: channels).map { call.input.values[start + $0] }))
      }
    }
    return Tensor(shape: [channels], values: values)
  }

  /// The cross-correlation with filters `[height, width, channels, filters]`.
  package static func convolution(_ call: Call) throws -> Tensor {
    let (rows, columns) = axes(call, size: "kernel_size")
    let filters = call.arguments["filters"]?.integerValue ?? 0
    let (x, width, channels) = (call.input.values, call.input.shape[1], call.input.shape[2])
    let kernel = call.variables["kernel"] ?? []
    let bias = call.variables["bias"] ?? [Double](repeating: 0, count: filters)
    let (down, across) = (
      (0..<rows.count).map(rows.indices), (0..<columns.count).map(columns.indices)
    )
    var values: [Double] = []
    for start in stride(from: 0, to: x.count, by: call.input.size) {
      for lines in down {
        for indices in across {
          var sums = bias
          for i in lines {
            for j in indices {
              for channel in 0..<channels {
                let value = x[start + (i.image * width + j.image) * channels + channel]
                let first = ((i.window * columns.size + j.window) * channels + channel) * filters
                for filter in 0..<filters { sums[filter] += value * kernel[first + filter] }
              }
            }
          }
          values += sums
        }
      }
    }
    return try activation(
      Tensor(shape: [rows.count, columns.count, filters], values: values),
      call.string("activation"))
  }
}
