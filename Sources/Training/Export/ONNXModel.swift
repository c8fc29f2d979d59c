import Engine
import FileFormats
import Layers

/// A model as a graph of ONNX's operators, for inference.
///
/// Images keep Keras's form, channels last, at inputs and outputs; between layers they are
/// transposed where an operator takes channels first, and back where order matters. Dropout is not
/// there, and batch normalization uses its moving statistics.
struct ONNXModel {
  typealias Value = ONNXGraph.Value

  var graph: ONNXGraph
  private let weights: [String: LentTensor]
  /// The layer that is being added.
  var call: Graph.Call

  /// The bytes of a message have at most this count, by the rules of Protocol Buffers.
  private static let maximumByteCount = Int(Int32.max)

  /// Lays out a graph.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - tensors: Its variables.
  /// - Throws: `ModelError.unsupported` naming a layer or activation without a counterpart;
  ///   `ModelError.weights` for a variable without values.
  init(of model: Model, _ tensors: [LentTensor]) throws(ModelError) {
    let layers = try model.graph()
    guard let first = layers.calls.first else { throw .empty }
    call = first
    graph = ONNXGraph(name: model.name)
    weights = Dictionary(
      tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    var values: [Int: Value] = [:]
    for index in layers.inputs {
      let input = layers.calls[index]
      values[index] = graph.addInput(input.name, input.outputShape)
    }
    for (index, call) in layers.calls.enumerated() where values[index] == nil {
      self.call = call
      values[index] = try output(of: call.inputs.compactMap { values[$0] })
    }
    for index in layers.outputs {
      guard let value = values[index] else { continue }
      graph.addOutput(value, named: layers.calls[index].name)
    }
  }

  /// The bytes of the file.
  ///
  /// - Throws: `TrainingError.invalidValue` for more than 2 GiB, which the format does not allow.
  func bytes() throws -> [UInt8] {
    let count = weights.values.reduce(0) { $0 + $1.shape.reduce(4, *) }
    guard count < Self.maximumByteCount - (1 << 20) else {
      throw TrainingError.invalidValue(
        of: "the size of the weights", expected: "less than 2 GiB, ONNX's limit",
        found: "\(count) bytes")
    }
    return graph.model.bytes
  }

  /// Throws where a layer has no counterpart.
  ///
  /// - Throws: `ModelError.unsupported` naming the layer.
  static func check(_ model: Model) throws(ModelError) {
    for call in try model.graph().calls {
      switch call.layer {
      case is InputLayer, is Dense, is Conv2D, is MaxPooling2D, is AveragePooling2D,
        is GlobalAveragePooling2D, is Flatten, is Reshape, is Rescaling, is Add, is Concatenate,
        is Normalization, is BatchNormalization, is LayerNormalization, is Dropout, is Activation,
        is LeakyReLU, is ELU:
        break
      default: throw unsupported("layer in ONNX", call.layer.className, call)
      }
    }
  }

  static func unsupported(
    _ kind: String, _ name: String, _ call: Graph.Call
  ) -> ModelError {
    .unsupported(
      kind: kind, name: name, path: "layer \(call.name)",
      supported: ["the library's own"])
  }
}

// MARK: - Layers

extension ONNXModel {
  private mutating func output(of inputs: [Value]) throws(ModelError) -> Value {
    guard let x = inputs.first else { throw Self.unsupported("layer", "without inputs", call) }
    switch call.layer {
    case let layer as Dense: return try dense(layer, graph.withChannelsLast(x))
    case let layer as Conv2D: return try convolution(layer, x)
    case let layer as MaxPooling2D: return pooling("MaxPool", layer, x)
    case let layer as AveragePooling2D: return pooling("AveragePool", layer, x)
    case is GlobalAveragePooling2D:
      let mean = add("GlobalAveragePool", [graph.withChannelsFirst(x).name])
      return add("Flatten", [mean.name], ["axis": .integer(1)])
    case is Flatten, is Reshape: return reshaped(graph.withChannelsLast(x))
    case let layer as Rescaling:
      let scale = scalar("scale", layer.scale)
      let offset = scalar("offset", layer.offset)
      return add("Add", [add("Mul", [x.name, scale], like: x).name, offset], like: x)
    case is Add: return sum(inputs)
    case let layer as Concatenate: return concatenated(layer, inputs)
    case let layer as Normalization: return try standardized(layer, graph.withChannelsLast(x))
    case let layer as BatchNormalization: return try normalized(layer, x)
    case let layer as LayerNormalization: return try normalized(layer, graph.withChannelsLast(x))
    case is Dropout: return x
    case let layer as Activation: return try activated(layer.function, x)
    case let layer as LeakyReLU:
      return add("LeakyRelu", [x.name], like: x, ["alpha": .float(layer.negativeSlope)])
    case let layer as ELU: return add("Elu", [x.name], like: x, ["alpha": .float(layer.alpha)])
    default: throw Self.unsupported("layer in ONNX", call.layer.className, call)
    }
  }

  private mutating func dense(_ layer: Dense, _ x: Value) throws(ModelError) -> Value {
    let kernel = try variable("kernel")
    let bias = try layer.useBias ? [variable("bias")] : []
    // Gemm takes matrices only.
    guard x.shape.rank > 1 else {
      return try activated(layer.activation, add("Gemm", [x.name, kernel] + bias))
    }
    let product = add("MatMul", [x.name, kernel])
    return try activated(
      layer.activation, bias.isEmpty ? product : add("Add", [product.name] + bias))
  }

  private mutating func convolution(_ layer: Conv2D, _ x: Value) throws(ModelError) -> Value {
    let image = graph.withChannelsFirst(x)
    let kernel = try kernelOfFilters()
    let bias = try layer.useBias ? [variable("bias")] : []
    var attributes = windows(
      x.shape, size: layer.kernelSize, strides: layer.strides, padding: layer.padding)
    attributes["kernel_shape"] = .integers([layer.kernelSize.0, layer.kernelSize.1])
    let output = add(
      "Conv", [image.name, kernel] + bias, isChannelsFirst: true, attributes)
    return try activated(layer.activation, output)
  }

  /// The filters as a constant `[filters, channels, height, width]`; Keras has the same as
  /// `[height, width, channels, filters]`.
  private mutating func kernelOfFilters() throws(ModelError) -> String {
    let tensor = try tensor("kernel")
    let sizes = tensor.shape
    let (pixels, channels, filters) = (sizes[0] * sizes[1], sizes[2], sizes[3])
    return graph.constant(tensor.name, shape: [filters, channels, sizes[0], sizes[1]]) {
      let values = tensor.elements
      var turned = [Float](repeating: 0, count: values.count)
      for filter in 0..<filters {
        for channel in 0..<channels {
          for pixel in 0..<pixels {
            turned[(filter * channels + channel) * pixels + pixel] =
              values[(pixel * channels + channel) * filters + filter]
          }
        }
      }
      return turned
    }
  }

  private mutating func pooling(
    _ operation: String, _ layer: some Pooling2D, _ x: Value
  ) -> Value {
    let (size, strides) = (layer.windows.poolSize, layer.windows.strides)
    var attributes = windows(x.shape, size: size, strides: strides, padding: layer.windows.padding)
    attributes["kernel_shape"] = .integers([size.0, size.1])
    return add(
      operation, [graph.withChannelsFirst(x).name], isChannelsFirst: true, attributes)
  }

  /// The strides, and the padding at the top, left, bottom and right.
  private func windows(
    _ input: Shape, size: (Int, Int), strides: (Int, Int), padding: Padding
  ) -> [String: ONNXGraph.Attribute] {
    func pads(_ inputSize: Int, _ size: Int, _ stride: Int) -> (before: Int, after: Int) {
      let axis = WindowAxis(inputSize: inputSize, size: size, stride: stride, padding: padding)
      let reached = (axis.outputSize - 1) * stride + size - inputSize
      return (axis.paddingBefore, max(0, reached - axis.paddingBefore))
    }
    let rows = pads(input.dimensions[0], size.0, strides.0)
    let columns = pads(input.dimensions[1], size.1, strides.1)
    return [
      "strides": .integers([strides.0, strides.1]),
      "pads": .integers([rows.before, columns.before, rows.after, columns.after]),
    ]
  }

  private mutating func reshaped(_ x: Value) -> Value {
    // A layer without variables may be called on several shapes.
    let sizes = call.outputShape.dimensions
    let key = (["\(call.name)/shape"] + sizes.map(String.init)).joined(separator: "_")
    let shape = graph.constant(key, [-1] + sizes)
    return add("Reshape", [x.name, shape])
  }

  private mutating func sum(_ inputs: [Value]) -> Value {
    let isFirst = inputs.allSatisfy(\.isChannelsFirst)
    let names = inputs.map { isFirst ? $0.name : graph.withChannelsLast($0).name }
    return add("Sum", names, isChannelsFirst: isFirst)
  }

  private mutating func concatenated(_ layer: Concatenate, _ inputs: [Value]) -> Value {
    let axis = layer.axis < 0 ? layer.axis + call.outputShape.rank + 1 : layer.axis
    let isFirst = inputs.allSatisfy(\.isChannelsFirst)
    let names = inputs.map { isFirst ? $0.name : graph.withChannelsLast($0).name }
    // Height, width and channels are the axes 1, 2, 3 with channels last, 2, 3, 1 with them first.
    return add(
      "Concat", names, isChannelsFirst: isFirst, ["axis": .integer(isFirst ? axis % 3 + 1 : axis)])
  }
}

// MARK: - Nodes

extension ONNXModel {
  /// Adds a node whose output has the shape of the layer's.
  mutating func add(
    _ operation: String, _ inputs: [String], isChannelsFirst: Bool = false,
    _ attributes: [String: ONNXGraph.Attribute] = [:]
  ) -> Value {
    graph.add(
      operation, inputs, layer: call.name, call.outputShape, isChannelsFirst: isChannelsFirst,
      attributes)
  }

  /// Adds a node whose output has the form of a tensor.
  mutating func add(
    _ operation: String, _ inputs: [String], like x: Value,
    _ attributes: [String: ONNXGraph.Attribute] = [:]
  ) -> Value {
    graph.add(
      operation, inputs, layer: call.name, x.shape, isChannelsFirst: x.isChannelsFirst, attributes)
  }

  /// Adds one of the layer's variables as a constant, and returns its name.
  mutating func variable(_ name: String) throws(ModelError) -> String {
    let tensor = try tensor(name)
    return graph.constant(tensor.name, shape: tensor.shape) { tensor.elements }
  }

  func tensor(_ name: String) throws(ModelError) -> LentTensor {
    try weights.tensor("\(call.name)/\(name)")
  }

  mutating func scalar(_ name: String, _ value: Float) -> String {
    graph.constant("\(call.name)/\(name)", shape: []) { [value] }
  }

  mutating func filled(_ name: String, _ value: Float, _ count: Int) -> String {
    graph.constant("\(call.name)/\(name)", shape: [count]) {
      [Float](repeating: value, count: count)
    }
  }
}
