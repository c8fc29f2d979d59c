package import Engine
package import FileFormats

extension Layer {
  /// - Throws: `ModelError.invalidValue` where an initializer's arguments cannot be.
  func check(_ initializers: any Initializer...) throws(ModelError) {
    for initializer in initializers { try initializer.validate() }
  }

  /// The entries of a configuration for the initializers that are not Keras's defaults.
  ///
  /// The defaults are left out, so that a model without initializers of its own is written as it
  /// always was.
  func initializerEntries(
    _ kernel: any Initializer, _ bias: any Initializer
  ) -> [String: JSON] {
    let entries = [
      ("kernel_initializer", kernel, GlorotUniform() as any Initializer),
      ("bias_initializer", bias, Zeros()),
    ]
    return entries.reduce(into: [:]) { result, entry in
      let (key, initializer, usual) = entry
      let configuration = initializer.kerasObject
      guard configuration != usual.kerasObject else { return }
      result[key] = configuration
    }
  }
}

extension Initializer {
  /// What Keras reads as the initializer.
  package var kerasObject: JSON {
    [
      "module": "keras.initializers", "class_name": .string(className),
      "config": .object(configuration), "registered_name": .null,
    ]
  }
}
