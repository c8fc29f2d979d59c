public import Engine

/// A fully connected layer: `y = activation(x · W + b)`.
///
/// Shapes: `x` is `[batch, inputs]`, `W` is `[inputs, units]`, `b` is `[units]`, `y` is `[batch,
/// units]`; where `x` has more axes, the last one is the inputs'. `W` starts Glorot uniform and `b`
/// zero unless the initializers say otherwise. Source: Keras 3, `Dense`.
public final class Dense: Layer {
  /// The number of outputs for each sample.
  public let units: Int
  /// What is applied to each output.
  public let activation: ActivationFunction
  /// Whether `b` is there.
  public let useBias: Bool
  /// Where the first values of `W` come from.
  public let kernelInitializer: any Initializer
  /// Where the first values of `b` come from.
  public let biasInitializer: any Initializer

  /// The name that was given, or nil for a counted one.
  public let name: String?
  /// The layer's variables.
  public let state = LayerState()

  /// The shape of one sample of the input, where one was given.
  public let inputShape: Shape?

  /// A layer of `units` outputs; the first layer of a `Sequential` needs `inputShape`.
  public init(
    _ units: Int, activation: ActivationFunction = .linear, useBias: Bool = true,
    kernelInitializer: any InitializerChoice = GlorotUniform(),
    biasInitializer: any InitializerChoice = Zeros(), inputShape: Shape? = nil, name: String? = nil
  ) {
    self.units = units
    self.activation = activation
    self.useBias = useBias
    self.kernelInitializer = kernelInitializer.chosenInitializer
    self.biasInitializer = biasInitializer.chosenInitializer
    self.inputShape = inputShape
    self.name = name
  }

  /// The class's name in Keras.
  public var className: String { "Dense" }

  /// The input's shape with `units` for the last size.
  public func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape {
    let shape = try onlyShape(of: inputs)
    try checkPositive(("units", units))
    try check(activation)
    try check(kernelInitializer, biasInitializer)
    guard shape.rank >= 1 else {
      throw .shape(layer: name ?? className, expected: "(None, inputs)", found: shape)
    }
    return Shape(shape.dimensions.dropLast() + [units])
  }

  /// The kernel, and the bias where there is one.
  public func parameters(for inputs: [Shape]) -> [ParameterSpecification] {
    let kernel = ParameterSpecification(
      name: "kernel", shape: [inputs[0].dimensions.last ?? 1, units],
      initializer: kernelInitializer)
    let bias = ParameterSpecification(
      name: "bias", shape: [units], initializer: biasInitializer)
    return useBias ? [kernel, bias] : [kernel]
  }

  /// What computes the layer.
  public func operations(for inputs: [Shape]) -> [any Operation] {
    // The ReLU is fused into the bias pass over the outputs.
    let rectifies = activation == .relu && useBias
    let leading = inputs[0].dimensions.dropLast()
    let linear = LinearOperation(
      rowsPerSample: leading.reduce(1, *), inputCount: inputs[0].dimensions.last ?? 1,
      units: units, hasBias: useBias, rectifies: rectifies)
    return [linear] + (rectifies ? [] : activation.operations(Shape(leading + [units])))
  }

  /// The arguments in Keras's words.
  public var configuration: [String: ConfigurationValue] {
    [
      "units": .integer(units), "activation": .string(activation.identifier),
      "use_bias": .bool(useBias),
    ].merging(initializerEntries(kernelInitializer, biasInitializer)) { first, _ in first }
  }
}
