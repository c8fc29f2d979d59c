import Engine
import FileFormats

/// A reader of the layers in a Sequential model's `config`.
enum SequentialReader {
  /// Returns the layers in order, with an `InputLayer` first if the file has an input shape.
  ///
  /// - Throws: `ModelError` with the location of what is missing, invalid or not supported.
  static func layers(_ arguments: ArgumentReader) throws(ModelError) -> [any Layer] {
    try arguments.expectCommonArguments()
    let entries = try arguments.required("layers").elements()
    // Keras 3 writes it for a model whose first layer is no InputLayer, Keras 2 the layer's own.
    let buildShape = arguments["build_input_shape"]
    var layers: [any Layer] = []
    var output: Symbol?
    var names: Set<String> = []
    for entry in entries {
      let layer = try LayerRegistry.layer(entry)
      if let name = try entry["config"]?.valued("name")?.string(), !names.insert(name).inserted {
        throw .located(path: entry.path, .duplicateName(name))
      }
      let given = buildShape ?? entry["config"]?.valued("batch_input_shape")
      if layers.isEmpty, !(layer is InputLayer), let shape = try given?.batchShape() {
        let input = InputLayer(shape: shape)
        layers.append(input)
        output = try input.checkedCall(on: [])
      }
      if layer is InputLayer || output != nil {
        if let output { try BuiltShapes.check(entry, calls: [[output.shape]]) }
        do throws(ModelError) {
          output = try layer.checkedCall(on: output.map { [$0] } ?? [])
        } catch {
          throw .located(path: entry.path, error)
        }
      }
      if output == nil { try checkNumbers(of: layer, entry) }
      layers.append(layer)
    }
    try BuiltShapes.check(buildShape, calls: layers.first?.inputShape.map { [[$0]] } ?? [])
    return layers
  }

  /// Throws what is wrong with a layer's own numbers before its input has a shape: what it says of
  /// a vector and of an image alike.
  private static func checkNumbers(
    of layer: any Layer, _ entry: ConfigurationReader
  ) throws(ModelError) {
    func error(_ shape: Shape) -> ModelError? {
      do throws(ModelError) {
        _ = try layer.outputShape(for: [shape])
        return nil
      } catch {
        return error
      }
    }
    guard let first = error([4096]), first == error([64, 64, 64]), case .invalidValue = first
    else { return }
    throw .located(path: entry.path, first)
  }
}
