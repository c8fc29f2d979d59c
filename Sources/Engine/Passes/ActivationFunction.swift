/// An activation function, with Keras's identifier.
///
/// To add one, write a file in `Layers/Activations` with its operation and a static member, and
/// list the member in `ActivationFunction.all`.
public struct ActivationFunction: Sendable, Equatable {
  /// Keras's name, such as `relu`; the given string where it names no function.
  public let identifier: String

  /// Whether the identifier names a function.
  package let isKnown: Bool

  /// Returns the operations that compute the function on samples of a shape; empty for the
  /// identity.
  package let operations: @Sendable (Shape) -> [any Operation]

  /// How files name the function: by its identifier, or as Keras writes a layer in a function's
  /// place, which may have arguments.
  package let configuration: ConfigurationValue

  /// A function; `arguments` are those of the Keras layer that computes it, for one that no
  /// identifier names.
  package init(
    _ identifier: String,
    layer: (className: String, arguments: [String: ConfigurationValue])? = nil,
    operations: @escaping @Sendable (Shape) -> [any Operation]
  ) {
    self.identifier = identifier
    self.operations = operations
    isKnown = true
    configuration =
      layer.map { layer in
        [
          "module": "keras.layers", "class_name": .string(layer.className),
          "config": .object(layer.arguments), "registered_name": nil,
        ]
      } ?? .string(identifier)
  }

  /// Creates a placeholder for an unknown name, which the layer refuses.
  package init(unknown name: String) {
    identifier = name
    operations = { _ in [] }
    isKnown = false
    configuration = .string(name)
  }

  /// The identity: `f(x) = x`.
  public static let linear = ActivationFunction("linear") { _ in [] }

  /// Whether both are named alike in files, and both are known or neither is.
  public static func == (left: ActivationFunction, right: ActivationFunction) -> Bool {
    left.identifier == right.identifier && left.isKnown == right.isKnown
      && left.configuration == right.configuration
  }
}
