import Engine
import FileFormats

/// A graph in the format of ONNX, to which nodes are added: operator set 13, version 8 of the
/// format.
///
/// Source: ONNX, `onnx.proto` and `Operators.md`.
struct ONNXGraph {
  /// A tensor of the graph, whose first index is the sample.
  struct Value {
    /// The name among the graph's tensors.
    let name: String
    /// The shape of one sample, with channels last.
    let shape: Shape
    /// Whether channels are the first index of a sample, as convolutions take them: `[batch,
    /// channels, height, width]`.
    var isChannelsFirst = false
  }

  /// An attribute of a node.
  enum Attribute {
    case integer(Int)
    case integers([Int])
    case float(Float)

    /// The attribute as an `AttributeProto`.
    fileprivate func message(_ name: String) -> ProtobufMessage {
      ProtobufMessage { message in
        message.add(name, as: 1)
        switch self {
        case .float(let value):
          message.add(value, as: 2)
          message.add(1, as: 20)
        case .integer(let value):
          message.add(value, as: 3)
          message.add(2, as: 20)
        case .integers(let values):
          for value in values { message.add(value, as: 8) }
          message.add(7, as: 20)
        }
      }
    }
  }

  private let name: String
  private var nodes: [ProtobufMessage] = []
  private var constants: [ProtobufMessage] = []
  private var inputs: [ProtobufMessage] = []
  private var outputs: [ProtobufMessage] = []
  private var names: Set<String> = []
  /// The constants' names by their keys.
  private var constantNames: [String: String] = [:]
  /// The transposed tensors with channels last, by the names of those that they were made of.
  private var channelsLast: [String: Value] = [:]
  /// The transposed tensors with channels first.
  private var channelsFirst: [String: Value] = [:]

  /// Creates an empty graph.
  init(name: String) { self.name = name }

  /// Adds an input of a shape.
  mutating func addInput(_ name: String, _ shape: Shape) -> Value {
    let value = Value(name: unique(name), shape: shape)
    inputs.append(Self.info(value))
    return value
  }

  /// Adds an output: a tensor under another name, with channels last.
  mutating func addOutput(_ value: Value, named name: String) {
    let source = withChannelsLast(value)
    let output = Value(name: unique(name), shape: value.shape)
    append("Identity", [source.name], output.name, [:])
    outputs.append(Self.info(output))
  }

  /// Adds a node.
  ///
  /// - Parameters:
  ///   - operation: The operator.
  ///   - inputs: The names of its inputs, tensors and constants.
  ///   - layer: The layer that it belongs to, after which the output is called.
  ///   - shape: The shape of the output's samples.
  ///   - isChannelsFirst: Whether the output has channels first.
  ///   - attributes: The attributes by name.
  /// - Returns: The output.
  mutating func add(
    _ operation: String, _ inputs: [String], layer: String, _ shape: Shape,
    isChannelsFirst: Bool = false, _ attributes: [String: Attribute] = [:]
  ) -> Value {
    let value = Value(
      name: unique("\(layer)/\(operation)"), shape: shape, isChannelsFirst: isChannelsFirst)
    append(operation, inputs, value.name, attributes)
    return value
  }

  /// Adds a constant of single-precision numbers, unless it is there.
  ///
  /// - Parameters:
  ///   - key: What the constant is called, and by what it is found when it is asked for again.
  ///   - shape: The sizes, outermost first.
  ///   - values: The elements, row-major; computed for a new constant only.
  /// - Returns: The name.
  mutating func constant(
    _ key: String, shape: [Int], _ values: () -> [Float]
  ) -> String {
    if let known = constantNames[key] { return known }
    let values = values()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * MemoryLayout<Float>.stride)
    for value in values { bytes.append(littleEndian: value.bitPattern) }
    return addConstant(key, shape, type: 1, bytes)
  }

  /// Adds a constant of integers, and returns its name.
  mutating func constant(_ key: String, _ values: [Int]) -> String {
    if let known = constantNames[key] { return known }
    var bytes: [UInt8] = []
    for value in values { bytes.append(littleEndian: Int64(value)) }
    return addConstant(key, [values.count], type: 7, bytes)
  }

  /// Returns a tensor with channels last, after a transposition where it has them first.
  mutating func withChannelsLast(_ value: Value) -> Value {
    guard value.isChannelsFirst else { return value }
    if let known = channelsLast[value.name] { return known }
    let other = add(
      "Transpose", [value.name], layer: value.name, value.shape, ["perm": .integers([0, 2, 3, 1])])
    channelsLast[value.name] = other
    return other
  }

  /// Returns an image with channels first, after a transposition where it has them last.
  mutating func withChannelsFirst(_ value: Value) -> Value {
    guard !value.isChannelsFirst else { return value }
    if let known = channelsFirst[value.name] { return known }
    let other = add(
      "Transpose", [value.name], layer: value.name, value.shape, isChannelsFirst: true,
      ["perm": .integers([0, 3, 1, 2])])
    channelsFirst[value.name] = other
    return other
  }

  /// The file: a `ModelProto`.
  var model: ProtobufMessage {
    ProtobufMessage { model in
      model.add(8, as: 1)
      model.add("lockstep", as: 2)
      model.add(
        ProtobufMessage { graph in
          for node in nodes { graph.add(node, as: 1) }
          graph.add(name, as: 2)
          for constant in constants { graph.add(constant, as: 5) }
          for input in inputs { graph.add(input, as: 11) }
          for output in outputs { graph.add(output, as: 12) }
        }, as: 7)
      model.add(
        ProtobufMessage { set in
          set.add("", as: 1)
          set.add(13, as: 2)
        }, as: 8)
    }
  }

  private mutating func append(
    _ operation: String, _ inputs: [String], _ output: String, _ attributes: [String: Attribute]
  ) {
    nodes.append(
      ProtobufMessage { node in
        for input in inputs { node.add(input, as: 1) }
        node.add(output, as: 2)
        node.add(output, as: 3)
        node.add(operation, as: 4)
        for (name, attribute) in attributes.sorted(by: { $0.key < $1.key }) {
          node.add(attribute.message(name), as: 5)
        }
      })
  }

  /// Adds a `TensorProto`, and returns its name.
  private mutating func addConstant(
    _ key: String, _ shape: [Int], type: Int, _ bytes: [UInt8]
  ) -> String {
    let name = unique(key)
    constantNames[key] = name
    constants.append(
      ProtobufMessage { tensor in
        for size in shape { tensor.add(size, as: 1) }
        tensor.add(type, as: 2)
        tensor.add(name, as: 8)
        tensor.add(bytes, as: 9)
      })
    return name
  }

  private mutating func unique(_ name: String) -> String {
    var candidate = name
    var count = 0
    while !names.insert(candidate).inserted {
      count += 1
      candidate = "\(name)_\(count)"
    }
    return candidate
  }

  /// The description of a tensor, whose number of samples is free: a `ValueInfoProto`.
  private static func info(_ value: Value) -> ProtobufMessage {
    let shape = ProtobufMessage { shape in
      shape.add(ProtobufMessage { $0.add("batch", as: 2) }, as: 1)
      for size in value.shape.dimensions {
        shape.add(ProtobufMessage { $0.add(size, as: 1) }, as: 1)
      }
    }
    let tensor = ProtobufMessage { tensor in
      tensor.add(1, as: 1)
      tensor.add(shape, as: 2)
    }
    return ProtobufMessage { info in
      info.add(value.name, as: 1)
      info.add(ProtobufMessage { $0.add(tensor, as: 1) }, as: 2)
    }
  }
}
