import Engine
import FileFormats

/// A tensor in a Functional model's file: a call of a layer, named by the layer.
struct TensorReference {
  /// The location in the file.
  let path: String
  /// The name of the layer that computes the tensor.
  let layer: String
  /// The index of the layer's call that computes it, from 0.
  let call: Int
  /// The shape in the file, including the batch's size; nil if there is none.
  let shape: ConfigurationReader?

  /// Reads Keras's history of a tensor: `["dense", 0, 0]`.
  private init(history: ConfigurationReader, shape: ConfigurationReader?) throws(ModelError) {
    let values = try history.elements()
    // Keras 2 adds the keywords of the call.
    guard values.count == 3 || (values.count == 4 && values[3].json == [:]) else {
      throw history.malformed("a layer's name, the number of its call and 0")
    }
    guard try values[2].integer() == 0 else {
      throw values[2].malformed("0: a layer gives one tensor here")
    }
    self.path = history.path
    self.layer = try values[0].string()
    self.call = try values[1].integer()
    self.shape = shape
  }

  /// Returns the tensors of a value of `input_layers` or `output_layers`: one history, or arrays or
  /// objects of them; an object's in the order of its keys, as in Keras.
  static func list(_ root: ConfigurationReader) throws(ModelError) -> [TensorReference] {
    try references(in: root) { value throws(ModelError) in
      if case .array(let values) = value.json, values.first?.stringValue != nil {
        return try TensorReference(history: value, shape: nil)
      }
      return nil
    }
  }

  /// Returns the tensors on which one of a layer's `inbound_nodes` calls it.
  static func inputs(of node: ConfigurationReader) throws(ModelError) -> [TensorReference] {
    if case .array = node.json { return try list(node) }
    try node.refuseKeys(except: ["args", "kwargs"])
    let arguments = try tensors(in: try node.required("args"))
    guard let keywords = node["kwargs"] else { return arguments }
    var inputs = arguments
    for (name, value) in try keywords.members() where !value.json.isNull {
      switch name {
      case "inputs" where arguments.isEmpty: inputs = try tensors(in: value)
      // Keras writes false, which means that fit and predict decide.
      case "training" where value.json == false: continue
      default:
        throw .unsupported(
          kind: "argument", name: name, path: value.path, supported: ["the layer's inputs"])
      }
    }
    return inputs
  }

  /// Returns the tensors in Keras's own form, in lists of any depth.
  private static func tensors(
    in root: ConfigurationReader
  ) throws(ModelError) -> [TensorReference] {
    try references(in: root) { value throws(ModelError) in
      guard value["class_name"]?.json == "__keras_tensor__" else { return nil }
      let config = try value.required("config")
      try config.expectSinglePrecision()
      try config.refuseKeys(except: ["shape", "dtype", "keras_history"])
      return try TensorReference(
        history: try config.required("keras_history"), shape: config["shape"])
    }
  }

  /// Returns the results of `read` on a value or, from left to right, on its elements.
  ///
  /// Without recursion, for files of any nesting depth.
  private static func references(
    in root: ConfigurationReader,
    _ read: (ConfigurationReader) throws(ModelError) -> TensorReference?
  ) throws(ModelError) -> [TensorReference] {
    var found: [TensorReference] = []
    var waiting = [root]
    while let value = waiting.popLast() {
      if let reference = try read(value) {
        found.append(reference)
        continue
      }
      switch value.json {
      case .array: waiting += try value.elements().reversed()
      case .object where value["class_name"]?.json == "__tuple__":
        waiting.append(try value.required("items"))
      case .object where value["class_name"] == nil:
        waiting += try value.members().reversed().map(\.value)
      default: throw value.malformed("a layer's tensor")
      }
    }
    return found
  }
}
