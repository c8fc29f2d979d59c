public import Engine

/// A fully connected layer: `y = activation(x · W + b)`.
///
/// Shapes: `x` is `[batch, inputs]`, `W` is `[inputs, units]`, `b` is `[units]`, `y` is `[batch,
/// units]`; where `x` has more axes, the last one is the inputs'. `W` starts Glorot uniform and `b`
/// zero unless the initializers say otherwise. Source: Keras 3, `Dense`.
public final class Dense: BuiltInLayer {
  /// The number of outputs for each sample.
  package let units: Int
  /// The activation function.
  package let activation: ActivationFunction
  /// Whether the layer has `b`.
  package let useBias: Bool
  /// The initializer of `W`.
  package let kernelInitializer: any Initializer
  /// The initializer of `b`.
  package let biasInitializer: any Initializer

  package let base: LayerBase

  /// Creates a layer of `units` outputs; the first layer of a `Sequential` needs `inputShape`.
  public init(
    _ units: Int, activation: any ActivationChoice = .linear, useBias: Bool = true,
    kernelInitializer: any InitializerChoice = GlorotUniform(),
    biasInitializer: any InitializerChoice = Zeros(), inputShape: Shape? = nil, name: String? = nil
  ) {
    self.units = units
    self.activation = activation.chosenActivation
    self.useBias = useBias
    self.kernelInitializer = kernelInitializer.chosenInitializer
    self.biasInitializer = biasInitializer.chosenInitializer
    base = LayerBase(name: name, inputShape: inputShape)
  }

  /// Returns the input's shape with `units` as the last size.
  package func outputShape(of inputs: [Shape]) throws(ModelError) -> Shape {
    let shape = try onlyShape(of: inputs)
    try checkPositive(("units", units))
    try check(activation)
    try check(kernelInitializer, biasInitializer)
    guard shape.rank >= 1 else {
      throw .shape(layer: name ?? className, expected: "(None, inputs)", found: shape)
    }
    return Shape(shape.dimensions.dropLast() + [units])
  }

  /// Returns the kernel, and the bias if the layer has one.
  package func parameters(of inputs: [Shape]) -> [ParameterSpecification] {
    let kernel = ParameterSpecification(
      name: "kernel", shape: [inputs[0].dimensions.last ?? 1, units],
      initializer: kernelInitializer)
    let bias = ParameterSpecification(
      name: "bias", shape: [units], initializer: biasInitializer)
    return useBias ? [kernel, bias] : [kernel]
  }

  package func operations(of inputs: [Shape]) -> [any Operation] {
    // The ReLU is fused into the bias pass over the outputs.
    let rectifies = activation == .relu && useBias
    let leading = inputs[0].dimensions.dropLast()
    let linear = LinearOperation(
      rowsPerSample: leading.reduce(1, *), inputCount: inputs[0].dimensions.last ?? 1,
      units: units, hasBias: useBias, rectifies: rectifies)
    return [linear] + (rectifies ? [] : activation.operations(Shape(leading + [units])))
  }

  package var arguments: [String: ConfigurationValue] {
    [
      "units": .integer(units), "activation": activation.configuration,
      "use_bias": .bool(useBias),
    ].merging(initializerEntries(kernelInitializer, biasInitializer)) { first, _ in first }
  }
}
