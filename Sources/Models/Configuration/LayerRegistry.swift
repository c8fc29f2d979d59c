import FileFormats

/// The layers that a configuration can name.
enum LayerRegistry {
  /// A layer from its configuration.
  typealias Maker = @Sendable (ConfigurationReader) throws(ModelError) -> any Layer

  /// The makers by Keras's class name, in the order in which they are listed to users.
  private static let makers: [(className: String, make: Maker)] = [
    (
      "InputLayer",
      { reader throws(ModelError) in
        InputLayer(
          shape: try reader.required("batch_shape").batchShape(), name: try name(reader))
      }
    ),
    (
      "Dense",
      { reader throws(ModelError) in
        Dense(
          try reader.required("units").integer(), activation: try activation(reader),
          useBias: try reader["use_bias"]?.boolean() ?? true, name: try name(reader))
      }
    ),
    (
      "Conv2D",
      { reader throws(ModelError) in
        Conv2D(
          try reader.required("filters").integer(), try reader.required("kernel_size").pair(),
          strides: try strides(reader) ?? (1, 1), padding: try padding(reader),
          activation: try activation(reader),
          useBias: try reader["use_bias"]?.boolean() ?? true, name: try name(reader))
      }
    ),
    (
      "MaxPooling2D",
      { reader throws(ModelError) in
        MaxPooling2D(
          try reader.required("pool_size").pair(), strides: try strides(reader),
          padding: try padding(reader), name: try name(reader))
      }
    ),
    (
      "AveragePooling2D",
      { reader throws(ModelError) in
        AveragePooling2D(
          try reader.required("pool_size").pair(), strides: try strides(reader),
          padding: try padding(reader), name: try name(reader))
      }
    ),
    (
      "GlobalAveragePooling2D",
      { reader throws(ModelError) in GlobalAveragePooling2D(name: try name(reader)) }
    ),
    ("Flatten", { reader throws(ModelError) in Flatten(name: try name(reader)) }),
    (
      "Activation",
      { reader throws(ModelError) in
        Activation(try activation(reader), name: try name(reader))
      }
    ),
    (
      "Dropout",
      { reader throws(ModelError) in
        Dropout(try reader.required("rate").double(), name: try name(reader))
      }
    ),
    (
      "Rescaling",
      { reader throws(ModelError) in
        Rescaling(
          try reader.required("scale").float(), offset: try reader["offset"]?.float() ?? 0,
          name: try name(reader))
      }
    ),
    (
      "LeakyReLU",
      { reader throws(ModelError) in
        LeakyReLU(
          negativeSlope: try reader["negative_slope"]?.float() ?? 0.3, name: try name(reader))
      }
    ),
    (
      "ELU",
      { reader throws(ModelError) in
        ELU(alpha: try reader["alpha"]?.float() ?? 1, name: try name(reader))
      }
    ),
    (
      "Reshape",
      { reader throws(ModelError) in
        Reshape(try reader.required("target_shape").shape(), name: try name(reader))
      }
    ),
  ]

  /// The layer that an entry of a model's `layers` describes.
  static func layer(_ entry: ConfigurationReader) throws(ModelError) -> any Layer {
    let className = try entry.required("class_name").string()
    guard let maker = makers.first(where: { $0.className == className }) else {
      throw .unsupported(
        kind: "layer", name: className, path: entry.path, supported: makers.map(\.className))
    }
    return try maker.make(try entry.required("config"))
  }

  private static func name(_ reader: ConfigurationReader) throws(ModelError) -> String? {
    try reader["name"]?.string()
  }

  /// The strides, or nil where they are left to the layer, for which Keras also writes null.
  private static func strides(
    _ reader: ConfigurationReader
  ) throws(ModelError) -> (Int, Int)? {
    guard let entry = reader["strides"], !entry.json.isNull else { return nil }
    return try entry.pair()
  }

  private static func padding(_ reader: ConfigurationReader) throws(ModelError) -> Padding {
    guard let entry = reader["padding"] else { return .valid }
    let word = try entry.string()
    guard let padding = Padding(rawValue: word) else {
      throw .unsupported(
        kind: "padding", name: word, path: entry.path,
        supported: Padding.allCases.map(\.rawValue))
    }
    return padding
  }

  private static func activation(
    _ reader: ConfigurationReader
  ) throws(ModelError) -> ActivationFunction {
    guard let entry = reader["activation"] else { return .linear }
    let identifier = try entry.string()
    guard let function = ActivationFunction.all.first(where: { $0.identifier == identifier })
    else {
      throw .unsupported(
        kind: "activation", name: identifier, path: entry.path,
        supported: ActivationFunction.all.map(\.identifier))
    }
    return function
  }
}
