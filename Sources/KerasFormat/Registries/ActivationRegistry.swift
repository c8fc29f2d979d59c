import Engine
import FileFormats
import Layers

/// The activation functions that a configuration can name.
enum ActivationRegistry {
  /// Returns the function of an `activation` in a file: an identifier, Keras's object for a
  /// function, or a layer instead of a function.
  static func activation(
    _ entry: ConfigurationReader
  ) throws(ModelError) -> ActivationFunction {
    switch entry.json {
    case .string(let word):
      return try function(word, path: entry.path)
    case .object:
      guard try entry.required("class_name").string() != "function" else {
        return try function(
          entry.functionName(
            of: "activation", supported: ActivationFunction.all.map(\.identifier)),
          path: "\(entry.path).config")
      }
      return try function(of: LayerRegistry.layer(entry), entry)
    default:
      throw entry.malformed("an activation's name or object")
    }
  }

  private static func function(
    _ word: String, path: String
  ) throws(ModelError) -> ActivationFunction {
    guard let function = ActivationFunction.all.first(named: word, by: \.identifier) else {
      throw .unsupported(
        kind: "activation", name: word, path: path,
        supported: ActivationFunction.all.map(\.identifier))
    }
    return function
  }

  /// Returns the function that computes the same as a layer.
  private static func function(
    of layer: any Layer, _ entry: ConfigurationReader
  ) throws(ModelError) -> ActivationFunction {
    switch layer {
    case let layer as Activation: return layer.function
    case let layer as LeakyReLU:
      try entry.locating { () throws(ModelError) in _ = try layer.outputShape(for: [[1]]) }
      return .leakyReLU(negativeSlope: layer.negativeSlope)
    case let layer as ELU:
      try entry.locating { () throws(ModelError) in _ = try layer.outputShape(for: [[1]]) }
      return .elu(alpha: layer.alpha)
    default:
      throw .unsupported(
        kind: "activation", name: layer.className, path: entry.path,
        supported: ActivationFunction.all.map(\.identifier) + ["\(layer.className) as a layer"])
    }
  }
}
