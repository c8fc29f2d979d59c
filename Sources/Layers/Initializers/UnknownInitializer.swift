import Engine

/// A name that no initializer has: an error as soon as the layer's shape is asked for.
struct UnknownInitializer: Initializer {
  let name: String

  var className: String { name }

  func validate() throws(ModelError) { throw error(in: "parameters") }

  /// The error of a place that was given the name.
  func error(in place: String) -> ModelError {
    .unsupported(
      kind: "initializer", name: name, path: place,
      supported: NamedParts.initializers.map { snakeCase($0.className) })
  }

  func fill(_ values: inout MutableSpan<Float>, shape: [Int], random: ParameterRandom) {
    preconditionFailure("a layer was laid out with the unknown initializer \(name)")
  }
}
