import FileFormats

/// The arguments that many layers share.
extension ArgumentReader {
  /// True or false, as `name` says or else as the layer's default is.
  func boolean(_ name: String, default value: Bool) throws(ModelError) -> Bool {
    try self[name]?.boolean() ?? value
  }

  /// A number, as `name` says or else as the layer's default is.
  func float(_ name: String, default value: Float) throws(ModelError) -> Float {
    try self[name]?.float() ?? value
  }

  /// The activation, or the identity where the file gives none.
  func activation() throws(ModelError) -> ActivationFunction {
    guard let entry = self["activation"] else { return .linear }
    return try ActivationRegistry.activation(entry)
  }

  /// The strides, or nil where they are left to the layer.
  func strides() throws(ModelError) -> (Int, Int)? {
    try self["strides"]?.pair()
  }

  /// The padding, or none where the file gives none.
  func padding() throws(ModelError) -> Padding {
    guard let entry = self["padding"] else { return .valid }
    let word = try entry.string()
    guard let padding = Padding(rawValue: word) else {
      throw .unsupported(
        kind: "padding", name: word, path: entry.path,
        supported: Padding.allCases.map(\.rawValue))
    }
    return padding
  }

  /// Takes the order of an image's axes, of which there is one here.
  func expectChannelsLast() throws(ModelError) {
    try expect("data_format", "channels_last")
  }

  /// Takes what every layer and model has: it is trained, in single precision.
  func expectCommonArguments() throws(ModelError) {
    try expect("trainable", true)
    guard let type = self["dtype"] else { return }
    // A policy's object, or its name alone.
    let name = type["config"]?["name"] ?? type
    guard name.json == "float32" else {
      throw .unsupported(
        kind: "dtype", name: name.json.stringValue ?? name.json.excerpt, path: type.path,
        supported: ["float32"])
    }
  }
}
