public import Engine

/// Dropout: zeroes a fraction of the units in training, and scales the others up.
///
/// Each unit of each sample is kept with probability `1 - rate` and then multiplied by
/// `1 / (1 - rate)`; at inference the layer is the identity. Which units are kept depends on the
/// model's seed, the epoch, the sample's position in the epoch and the layer's index in the model,
/// not on the number of ranks. Shapes: the output has the input's shape. Source: Srivastava et al.
/// (2014); Keras 3, `Dropout`.
public final class Dropout: BuiltInLayer {
  /// The fraction of units that is dropped, 0 to 1.
  package let rate: Double
  package let base: LayerBase

  /// Creates a layer that drops a fraction of its input's units.
  public init(_ rate: Double, name: String? = nil) {
    self.rate = rate
    base = LayerBase(name: name)
  }

  /// The input's shape.
  package func outputShape(of inputs: [Shape]) throws(ModelError) -> Shape {
    let shape = try onlyShape(of: inputs)
    guard rate >= 0, rate <= 1 else {
      throw .invalidValue(
        of: "rate of layer \(name ?? className)", expected: "a number from 0 to 1",
        found: "\(rate)")
    }
    return shape
  }

  /// Returns the operations that compute the layer; none for a rate of 0.
  package func operations(of inputs: [Shape]) -> [any Operation] {
    rate == 0 ? [] : [DropoutOperation(size: inputs[0].elementCount, rate: rate)]
  }

  package var arguments: [String: ConfigurationValue] { ["rate": .number(rate)] }
}
