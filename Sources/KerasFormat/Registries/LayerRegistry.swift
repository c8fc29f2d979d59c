import Engine
import FileFormats
import Layers

/// The layers that a configuration can name.
///
/// To add one, list it in `LayerRegistry.kinds`, with Keras's names of its arguments.
enum LayerRegistry {
  /// The entry of one of Keras's classes.
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
    guard try entry.isKerasClass(), let kind = kinds.first(where: { $0.className == className })
    else {
      throw .unsupported(
        kind: "layer", name: entry["registered_name"]?.json.stringValue ?? className,
        path: entry.path, supported: kinds.map(\.className))
    }
    try entry.refuseKeys(except: entryKeys)
    let arguments = try ArgumentReader(entry.required("config"), layerPath: entry["path"])
    let isTrainable = try arguments.boolean("trainable", default: true)
    arguments.ignore("dtype")
    try arguments.reader.expectSinglePrecision()
    let layer = try kind.make(arguments)
    layer.trainable = isTrainable
    // Keras 2's shape of an input, which belongs to the first layer of a Sequential.
    arguments.ignore("batch_input_shape")
    try arguments.finish()
    if let name = layer.name {
      do throws(ModelError) {
        try LayerNames.check(name)
      } catch {
        throw .located(path: entry.path, error)
      }
    }
    return layer
  }

  /// What Keras writes of a layer beside its arguments; `path` is Lockstep's.
  private static let entryKeys = [
    "module", "class_name", "config", "registered_name", "build_config", "name", "inbound_nodes",
    "shared_object_id", "path",
  ]

  /// Returns the entry of a layer's class.
  ///
  /// - Throws: `ModelError.unsupported` for a user-defined class, which a file cannot describe.
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
}
