/// A function that a layer applies to its outputs, by Keras's identifier.
///
/// To add one, write a file in `Layers/Activations` with its operation and a static member, and
/// list the member in `ActivationFunction.all`.
public struct ActivationFunction: Sendable, Equatable {
  /// Keras's name: `relu`; the word that was given where no function has it.
  public let identifier: String

  /// Whether the word that was given names a function.
  package let isKnown: Bool

  /// What computes the function on samples of a shape; none for the identity.
  package let operations: @Sendable (Shape) -> [any Operation]

  package init(
    _ identifier: String, operations: @escaping @Sendable (Shape) -> [any Operation]
  ) {
    self.identifier = identifier
    self.operations = operations
    isKnown = true
  }

  /// What stands for a word that no function has.
  package init(unknown word: String) {
    identifier = word
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
