import FileFormats

/// The losses that a configuration can name.
enum LossRegistry {
  /// Every loss with its defaults.
  static let all: [any Loss] = [CategoricalCrossentropy(), SparseCategoricalCrossentropy()]

  static func loss(_ reader: ConfigurationReader) throws(ModelError) -> any Loss {
    let identifier = try reader.required("identifier").string()
    let fromLogits = try reader["from_logits"]?.boolean() ?? false
    switch identifier {
    case "categorical_crossentropy": return CategoricalCrossentropy(fromLogits: fromLogits)
    case "sparse_categorical_crossentropy":
      return SparseCategoricalCrossentropy(fromLogits: fromLogits)
    default:
      throw .unsupported(
        kind: "loss", name: identifier, path: reader.path, supported: all.map(\.identifier))
    }
  }

  static func configuration(of loss: any Loss) -> JSON {
    var entries: [String: JSON] = ["identifier": .string(loss.identifier)]
    if let loss = loss as? CategoricalCrossentropy {
      entries["from_logits"] = .bool(loss.fromLogits)
    }
    if let loss = loss as? SparseCategoricalCrossentropy {
      entries["from_logits"] = .bool(loss.fromLogits)
    }
    return .object(entries)
  }
}
