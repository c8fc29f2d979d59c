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

  package init(
    _ identifier: String, operations: @escaping @Sendable (Shape) -> [any Operation]
  ) {
    self.identifier = identifier
    self.operations = operations
    isKnown = true
  }

  /// Creates a placeholder for an unknown name, which the layer refuses.
  package init(unknown name: String) {
    identifier = name
    operations = { _ in [] }
    isKnown = false
  }

  /// The identity: `f(x) = x`.
  public static let linear = ActivationFunction("linear") { _ in [] }

  /// Whether both have the same identifier, and both are known or neither is.
  public static func == (left: ActivationFunction, right: ActivationFunction) -> Bool {
    left.identifier == right.identifier && left.isKnown == right.isKnown
  }
}
