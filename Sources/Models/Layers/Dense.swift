public import FileFormats

/// A fully connected layer: `y = activation(x · W + b)`.
///
/// Shapes: `x` is `[batch, inputs]`, `W` is `[inputs, units]`, `b` is `[units]`, `y` is
/// `[batch, units]`. `W` starts Glorot uniform, `b` zero. Source: Keras 3, `Dense`.
public final class Dense: Layer {
  /// The number of outputs for each sample.
  public let units: Int
  /// What is applied to each output.
  public let activation: ActivationFunction
  /// Whether `b` is there.
  public let useBias: Bool

  /// The name that was given, or nil for a counted one.
  public let name: String?

  /// The shape of one sample of the input, where one was given.
  public let inputShape: Shape?

  /// A layer of `units` outputs; the first layer of a `Sequential` needs `inputShape`.
  public init(
    _ units: Int, activation: ActivationFunction = .linear, useBias: Bool = true,
    inputShape: Shape? = nil, name: String? = nil
  ) {
    self.units = units
    self.activation = activation
    self.useBias = useBias
    self.inputShape = inputShape
    self.name = name
  }

  /// The class's name in Keras.
  public var className: String { "Dense" }

  /// `[units]` for an input of one dimension.
  public func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape {
    let shape = try onlyShape(of: inputs)
    guard units > 0 else {
      throw .invalidValue(
        of: "units of layer \(name ?? className)", expected: "at least 1", found: "\(units)")
    }
    guard shape.rank == 1 else {
      throw .shape(
        layer: name ?? className, expected: "(None, inputs); put a Flatten before it",
        found: shape)
    }
    return [units]
  }

  /// The kernel, and the bias where there is one.
  public func parameters(for inputs: [Shape]) -> [ParameterSpecification] {
    let inputCount = inputs[0].elementCount
    let kernel = ParameterSpecification(
      name: "kernel", shape: [inputCount, units], initializer: GlorotUniform())
    let bias = ParameterSpecification(name: "bias", shape: [units], initializer: Zeros())
    return useBias ? [kernel, bias] : [kernel]
  }

  /// What computes the layer.
  public func operations(for inputs: [Shape]) -> [any Operation] {
    // The rectifier rides on the bias's pass over the outputs.
    let rectifies = activation == .relu && useBias
    let linear = LinearOperation(
      inputCount: inputs[0].elementCount, units: units, hasBias: useBias, rectifies: rectifies)
    return [linear] + (rectifies ? [] : activation.operations([units]))
  }

  /// The arguments in Keras's words.
  public var configuration: [String: JSON] {
    [
      "units": .integer(units), "activation": .string(activation.identifier),
      "use_bias": .bool(useBias),
    ]
  }
}
