public import Engine

/// The sum of two or more tensors of one shape, element by element.
///
/// Shapes: all inputs have the output's shape; nothing is broadcast. Source: Keras 3, `Add`.
public final class Add: BuiltInLayer {
  package let base: LayerBase

  /// Creates a layer.
  public init(name: String? = nil) {
    base = LayerBase(name: name)
  }

  /// Returns the common shape of all inputs.
  package func outputShape(of inputs: [Shape]) throws(ModelError) -> Shape {
    let first = try firstShape(ofSeveral: inputs)
    for shape in inputs where shape != first {
      throw .shape(
        layer: name ?? className, expected: "\(first), as its first input has", found: shape)
    }
    return first
  }

  package func operations(of inputs: [Shape]) -> [any Operation] {
    [AddOperation(size: inputs[0].elementCount, inputCount: inputs.count)]
  }

  package var arguments: [String: ConfigurationValue] { [:] }
}

extension Layer {
  /// Returns the first of two or more inputs' shapes.
  ///
  /// - Throws: `ModelError.invalidValue` naming this layer when there are fewer.
  func firstShape(ofSeveral inputs: [Shape]) throws(ModelError) -> Shape {
    guard let first = inputs.first, inputs.count >= 2 else {
      throw .invalidValue(
        of: "the number of inputs of layer \(name ?? className)", expected: "at least 2",
        found: "\(inputs.count)")
    }
    return first
  }
}
