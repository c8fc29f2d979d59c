import Engine
import FileFormats
import Layers

/// The layers that a configuration can name.
///
/// To add one, list it in `LayerRegistry.kinds`, with Keras's names of its arguments.
enum LayerRegistry {
  /// What is known of one of Keras's classes.
  struct Kind: Sendable {
    /// A layer from its arguments.
    typealias Maker = @Sendable (ArgumentReader) throws(ModelError) -> any Layer

    /// Keras's class.
    let className: String
    /// The class here.
    let type: ObjectIdentifier
    /// Whether Keras calls the layer on a list of tensors.
    let takesList: Bool
    let make: Maker

    init<Made: Layer>(
      _ className: String, _ type: Made.Type, takesList: Bool = false, make: @escaping Maker
    ) {
      self.className = className
      self.type = ObjectIdentifier(type)
      self.takesList = takesList
      self.make = make
    }
  }

  /// The layer that an entry of a model's `layers` describes.
  static func layer(_ entry: ConfigurationReader) throws(ModelError) -> any Layer {
    let className = try entry.required("class_name").string()
    guard !["Sequential", "Functional", "Model"].contains(className) else {
      throw .unsupported(
        kind: "nested model", name: entry["config"]?["name"]?.json.stringValue ?? className,
        path: entry.path, supported: kinds.map(\.className))
    }
    guard try isKerasClass(entry), let kind = kinds.first(where: { $0.className == className })
    else {
      throw .unsupported(
        kind: "layer", name: entry["registered_name"]?.json.stringValue ?? className,
        path: entry.path, supported: kinds.map(\.className))
    }
    let arguments = try ArgumentReader(entry.required("config"), layerPath: entry["path"])
    try arguments.expectCommonArguments()
    let layer = try kind.make(arguments)
    try arguments.finish()
    return layer
  }

  /// What is known of a layer's class.
  ///
  /// - Throws: `ModelError.unsupported` for a class of the user's own, which no file can name.
  static func kind(of layer: any Layer, name: String) throws(ModelError) -> Kind {
    let type = ObjectIdentifier(Swift.type(of: layer))
    guard let kind = kinds.first(where: { $0.className == layer.className && $0.type == type })
    else {
      throw .unsupported(
        kind: "layer", name: layer.className, path: "model.\(name)",
        supported: kinds.map(\.className))
    }
    return kind
  }

  /// Whether the class is Keras's own: a user's may have the same name.
  private static func isKerasClass(_ entry: ConfigurationReader) throws(ModelError) -> Bool {
    if let module = entry["module"], !module.json.isNull {
      return try module.string().split(separator: ".").first == "keras"
    }
    return entry["registered_name"]?.json.isNull ?? true
  }
}
