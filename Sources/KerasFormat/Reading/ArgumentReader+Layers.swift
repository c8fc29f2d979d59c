import Engine
import FileFormats
import Layers

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

  /// A number, as `name` says or else as the layer's default is.
  func double(_ name: String, default value: Double) throws(ModelError) -> Double {
    try self[name]?.double() ?? value
  }

  /// The axes, of which Keras writes one or a list; the last unless the file says otherwise.
  func axes() throws(ModelError) -> [Int] {
    guard let entry = self["axis"] else { return [-1] }
    guard case .array = entry.json else { return [try entry.integer()] }
    var axes: [Int] = []
    for element in try entry.elements() { axes.append(try element.integer()) }
    return axes
  }

  /// The axes, which may be none: Keras writes that as an empty list, and reads null too.
  func axesOrNone() throws(ModelError) -> [Int] {
    let axes = try axes()
    return reader["axis"]?.json.isNull ?? false ? [] : axes
  }

  /// The one axis.
  func axis() throws(ModelError) -> Int {
    let axes = try axes()
    guard axes.count == 1 else {
      throw .malformed(path: "\(reader.path).axis", expected: "one axis", found: "\(axes.count)")
    }
    return axes[0]
  }

  /// An initializer, as `name` says or else as the layer's default is.
  func initializer(
    _ name: String, default value: any Initializer
  ) throws(ModelError) -> any Initializer {
    guard let entry = self[name] else { return value }
    for axes in ["input_axes", "output_axes"] {
      guard let found = entry["config"]?[axes], !found.json.isNull else { continue }
      throw .unsupported(kind: "argument", name: axes, path: found.path, supported: ["null"])
    }
    return try InitializerRegistry.initializer(entry)
  }

  /// Takes an initializer that may be missing, and otherwise is the layer's only one.
  func expectInitializer(_ name: String, _ only: any Initializer) throws(ModelError) {
    let found = try initializer(name, default: only)
    guard found.className == only.className else {
      throw .unsupported(
        kind: "initializer", name: found.className, path: "\(reader.path).\(name)",
        supported: [only.className])
    }
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
    let padding = Padding(stringLiteral: try entry.string())
    try padding.check(in: entry.path)
    return padding
  }

  /// Takes the order of an image's axes, of which there is one here.
  func expectChannelsLast() throws(ModelError) {
    try expect("data_format", "channels_last")
  }

  /// Takes what every model has: it is trained, in single precision.
  func expectCommonArguments() throws(ModelError) {
    try expect("trainable", true)
    ignore("dtype")
    try reader.expectSinglePrecision()
  }
}

extension ConfigurationReader {
  /// A number, or the numbers of lists in lists, row by row, as NumPy's `tolist` writes an array.
  func flatFloats() throws(ModelError) -> [Float] {
    guard case .array = json else { return [try float()] }
    var values: [Float] = []
    for element in try elements() { values += try element.flatFloats() }
    return values
  }
}
