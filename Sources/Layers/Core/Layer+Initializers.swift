import Engine

extension Layer {
  /// - Throws: `ModelError` for an initializer with invalid arguments, or an unknown name.
  func check(_ initializers: any Initializer...) throws(ModelError) {
    for initializer in initializers {
      if let unknown = initializer as? UnknownInitializer {
        throw unknown.error(in: "layer \(name ?? className)")
      }
      try initializer.validate()
    }
  }

  /// Returns the entries of a configuration for the initializers that are not Keras's defaults.
  ///
  /// The defaults are omitted, so that a model with default initializers is written as in earlier
  /// versions.
  func initializerEntries(
    _ kernel: any Initializer, _ bias: any Initializer
  ) -> [String: ConfigurationValue] {
    let entries: [(String, ConfigurationValue, usual: ConfigurationValue)] = [
      ("kernel_initializer", .part(kernel), .part(GlorotUniform())),
      ("bias_initializer", .part(bias), .part(Zeros())),
    ]
    return entries.reduce(into: [:]) { result, entry in
      if entry.1 != entry.usual { result[entry.0] = entry.1 }
    }
  }
}
