public import FileFormats

/// An activation function as a layer of its own.
///
/// Shapes: the output has the input's shape; softmax runs over the last dimension. Source: Keras 3,
/// `Activation`.
public final class Activation: Layer {
  /// What is applied to each element.
  public let function: ActivationFunction
  public let name: String?
  public let inputShape: Shape?

  /// A layer that applies `function`.
  public init(_ function: ActivationFunction, inputShape: Shape? = nil, name: String? = nil) {
    self.function = function
    self.inputShape = inputShape
    self.name = name
  }

  public var className: String { "Activation" }

  public func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape {
    let shape = try onlyShape(of: inputs)
    guard shape.rank >= 1 else {
      throw .shape(
        layer: name ?? className, expected: "at least one dimension", found: shape)
    }
    return shape
  }

  public func operations(for inputs: [Shape]) -> [any Operation] {
    function.operations(inputs[0])
  }

  public var configuration: [String: JSON] { ["activation": .string(function.identifier)] }
}
