import Engine

/// A placeholder for an unknown name, which the layer refuses when its output shape is computed.
struct UnknownInitializer: Initializer {
  let name: String

  var className: String { name }

  func validate() throws(ModelError) { throw error(in: "parameters") }

  /// Returns the error for the location that was given the name.
  func error(in location: String) -> ModelError {
    .unsupported(
      kind: "initializer", name: name, path: location,
      supported: NamedParts.initializers.map { snakeCase($0.className) })
  }

  func fill(_ values: inout MutableSpan<Float>, shape: [Int], random: ParameterRandom) {
    preconditionFailure("a layer was laid out with the unknown initializer \(name)")
  }
}
