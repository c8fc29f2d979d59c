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
    for entry in entries {
      let layer = try LayerRegistry.layer(entry)
      let given = buildShape ?? entry["config"]?.valued("batch_input_shape")
      if layers.isEmpty, !(layer is InputLayer), let shape = try given?.batchShape() {
        let input = InputLayer(shape: shape)
        layers.append(input)
        output = try input.checkedCall(on: [])
      }
      if layer is InputLayer || output != nil {
        do throws(ModelError) {
          output = try layer.checkedCall(on: output.map { [$0] } ?? [])
        } catch {
          throw .located(path: entry.path, error)
        }
      }
      layers.append(layer)
    }
    return layers
  }
}
