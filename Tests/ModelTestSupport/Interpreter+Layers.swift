import FileFormats
import Foundation

extension Interpreter {
  /// What the library's layers do, by class.
  package static let functions: [String: Function] = [
    "InputLayer": { $0.input },
    "Dense": dense,
    "Conv2D": convolution,
    "MaxPooling2D": { pooling($0) { $0.max() ?? .nan } },
    "AveragePooling2D": { pooling($0, mean) },
    "GlobalAveragePooling2D": globalAverage,
    "Flatten": { Tensor(shape: [$0.input.size], values: $0.input.values) },
    "Reshape": reshape,
    "Activation": { try activation($0.input, $0.string("activation")) },
    "ReLU": { try activation($0.input, "relu") },
    "Softmax": { try activation($0.input, "softmax") },
    "LeakyReLU": { call in
      elementwise(call.input) { $0 > 0 ? $0 : call.number("negative_slope") * $0 }
    },
    "ELU": { call in elementwise(call.input) { $0 > 0 ? $0 : call.number("alpha") * expm1($0) } },
    "Rescaling": { call in
      elementwise(call.input) { $0 * call.number("scale") + call.number("offset") }
    },
    "Dropout": dropout,
    "Add": { call in
      let values = call.input.values.indices.map { index in
        call.inputs.reduce(0) { $0 + $1.values[index] }
      }
      return Tensor(shape: call.input.shape, values: values)
    },
    "Concatenate": concatenation,
    "Normalization": standardization,
    "LayerNormalization": layerNormalization,
    "BatchNormalization": batchNormalization,
  ]

  package static func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(values.count)
  }

  package static func elementwise(_ x: Tensor, _ function: (Double) -> Double) -> Tensor {
    Tensor(shape: x.shape, values: x.values.map(function))
  }

  /// `y = activation(x · W + b)` along the last axis.
  private static func dense(_ call: Call) throws -> Tensor {
    let units = call.arguments["units"]?.integerValue ?? 0
    let kernel = call.variables["kernel"] ?? []
    let bias = call.variables["bias"] ?? [Double](repeating: 0, count: units)
    let inner = call.input.shape.last ?? 1
    var values: [Double] = []
    values.reserveCapacity(call.input.values.count / inner * units)
    for start in stride(from: 0, to: call.input.values.count, by: inner) {
      var sums = bias
      for i in 0..<inner {
        let x = call.input.values[start + i]
        for j in 0..<units { sums[j] += x * kernel[i * units + j] }
      }
      values += sums
    }
    return try activation(
      Tensor(shape: call.input.shape.dropLast() + [units], values: values),
      call.string("activation"))
  }

  private static func reshape(_ call: Call) -> Tensor {
    var shape = call.arguments["target_shape"]?.arrayValue?.compactMap(\.integerValue) ?? []
    if let open = shape.firstIndex(of: -1) {
      shape[open] = 1
      shape[open] = call.input.size / shape.reduce(1, *)
    }
    return Tensor(shape: shape, values: call.input.values)
  }

  /// Which units are kept is the only thing that is not computed here.
  private static func dropout(_ call: Call) -> Tensor {
    guard call.isTraining, let mask = call.mask else { return call.input }
    let scale = 1 / (1 - call.number("rate"))
    let values = zip(call.input.values, mask).map { $1 ? $0 * scale : 0 }
    return Tensor(shape: call.input.shape, values: values)
  }

  /// Concatenates element by element along the axis.
  private static func concatenation(_ call: Call) -> Tensor {
    let axis = call.arguments["axis"]?.integerValue ?? -1
    let dimension = axis < 0 ? axis + call.input.shape.count : axis - 1
    let sizes = call.inputs.map { $0.shape[dimension] }
    var shape = call.input.shape
    shape[dimension] = sizes.reduce(0, +)
    let inner = shape[(dimension + 1)...].reduce(1, *)
    let outer = call.input.values.count / (sizes[0] * inner)
    var values: [Double] = []
    for row in 0..<outer {
      for (input, size) in zip(call.inputs, sizes) {
        for index in 0..<size * inner { values.append(input.values[row * size * inner + index]) }
      }
    }
    return Tensor(shape: shape, values: values)
  }
}
