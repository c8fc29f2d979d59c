public import Engine

/// Leaves a share of the units out in training, and scales the others up.
///
/// Each unit of each sample is kept with probability `1 - rate` and then multiplied by
/// `1 / (1 - rate)`; at inference nothing changes. Which ones are kept depends on the model's seed,
/// the epoch, the sample's place in the epoch and the layer's place in the model: not on the number
/// of ranks. Shapes: the output has the input's shape. Source: Srivastava et al. (2014); Keras 3,
/// `Dropout`.
public final class Dropout: BuiltInLayer {
  /// The share of units that is left out, 0 to 1.
  package let rate: Double
  package let base: LayerBase

  /// A layer that leaves out a share of its input's units.
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

  /// What computes the layer; nothing where nothing is left out.
  package func operations(of inputs: [Shape]) -> [any Operation] {
    rate == 0 ? [] : [DropoutOperation(size: inputs[0].elementCount, rate: rate)]
  }

  package var arguments: [String: ConfigurationValue] { ["rate": .number(rate)] }
}
