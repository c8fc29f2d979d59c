public import Engine

/// Leaves a share of the units out in training, and scales the others up.
///
/// Each unit of each sample is kept with probability `1 - rate` and then multiplied by
/// `1 / (1 - rate)`; at inference nothing changes. Which ones are kept depends on the model's seed,
/// the epoch, the sample's place in the epoch and the layer's place in the model: not on the number
/// of ranks. Shapes: the output has the input's shape. Source: Srivastava et al. (2014); Keras 3,
/// `Dropout`.
public final class Dropout: Layer {
  /// The share of units that is left out, 0 to 1.
  public let rate: Double
  /// The name that was given, or nil for a counted one.
  public let name: String?
  /// The layer's variables.
  public let state = LayerState()

  /// A layer that leaves out a share of its input's units.
  public init(_ rate: Double, name: String? = nil) {
    self.rate = rate
    self.name = name
  }

  /// The class's name in Keras.
  public var className: String { "Dropout" }

  /// The input's shape.
  public func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape {
    let shape = try onlyShape(of: inputs)
    guard rate >= 0, rate <= 1 else {
      throw .invalidValue(
        of: "rate of layer \(name ?? className)", expected: "a number from 0 to 1",
        found: "\(rate)")
    }
    return shape
  }

  /// What computes the layer; nothing where nothing is left out.
  public func operations(for inputs: [Shape]) -> [any Operation] {
    rate == 0 ? [] : [DropoutOperation(size: inputs[0].elementCount, rate: rate)]
  }

  /// The arguments in Keras's words.
  public var configuration: [String: ConfigurationValue] { ["rate": .number(rate)] }
}
