public import Engine

/// An activation function as a layer of its own.
///
/// Shapes: the output has the input's shape; softmax runs over the last dimension. Source: Keras 3,
/// `Activation`.
public class Activation: BuiltInLayer {
  /// The activation function.
  package let function: ActivationFunction

  package let base: LayerBase

  /// Creates a layer that applies `function`.
  public init(_ function: any ActivationChoice, inputShape: Shape? = nil, name: String? = nil) {
    self.function = function.chosenActivation
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

/// The rectifier as a layer of its own: `f(x) = max(x, 0)`.
///
/// Shapes: the output has the input's shape. Source: Keras 3, `ReLU` with its defaults.
public final class ReLU: Activation {
  /// Creates a layer.
  public init(name: String? = nil) { super.init(.relu, name: name) }

  package override var arguments: [String: ConfigurationValue] { [:] }
}

/// Softmax over the last dimension as a layer of its own.
///
/// Shapes: the output has the input's shape. Source: Keras 3, `Softmax` with its default axis.
public final class Softmax: Activation {
  /// Creates a layer.
  public init(name: String? = nil) { super.init(.softmax, name: name) }

  package override var arguments: [String: ConfigurationValue] { [:] }
}
