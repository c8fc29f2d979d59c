public import Engine

/// An activation function as a layer of its own.
///
/// Shapes: the output has the input's shape; softmax runs over the last dimension. Source: Keras 3,
/// `Activation`.
public final class Activation: Layer {
  /// What is applied to each element.
  public let function: ActivationFunction

  /// The name that was given, or nil for a counted one.
  public let name: String?
  /// The layer's variables.
  public let state = LayerState()

  /// The shape of one sample of the input, where one was given.
  public let inputShape: Shape?

  /// A layer that applies `function`.
  public init(_ function: ActivationFunction, inputShape: Shape? = nil, name: String? = nil) {
    self.function = function
    self.inputShape = inputShape
    self.name = name
  }

  /// The class's name in Keras.
  public var className: String { "Activation" }

  /// The input's shape.
  public func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape {
    let shape = try onlyShape(of: inputs)
    try check(function)
    guard shape.rank >= 1 else {
      throw .shape(
        layer: name ?? className, expected: "at least one dimension", found: shape)
    }
    return shape
  }

  /// The function's.
  public func operations(for inputs: [Shape]) -> [any Operation] {
    function.operations(inputs[0])
  }

  /// The arguments in Keras's words.
  public var configuration: [String: ConfigurationValue] {
    ["activation": .string(function.identifier)]
  }
}
