public import Engine

/// An activation function as a layer of its own.
///
/// Shapes: the output has the input's shape; softmax runs over the last dimension. Source: Keras 3,
/// `Activation`.
public final class Activation: BuiltInLayer {
  /// The activation function.
  package let function: ActivationFunction

  package let base: LayerBase

  /// Creates a layer that applies `function`.
  public init(_ function: ActivationFunction, inputShape: Shape? = nil, name: String? = nil) {
    self.function = function
    base = LayerBase(name: name, inputShape: inputShape)
  }

  /// The input's shape.
  package func outputShape(of inputs: [Shape]) throws(ModelError) -> Shape {
    let shape = try onlyShape(of: inputs)
    try check(function)
    guard shape.rank >= 1 else {
      throw .shape(
        layer: name ?? className, expected: "at least one dimension", found: shape)
    }
    return shape
  }

  /// Returns the operations of the function.
  package func operations(of inputs: [Shape]) -> [any Operation] {
    function.operations(inputs[0])
  }

  package var arguments: [String: ConfigurationValue] {
    ["activation": function.configuration]
  }
}
