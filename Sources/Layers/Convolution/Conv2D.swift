public import Engine
package import Kernels

/// A two-dimensional convolution: `y = activation(x ⋆ W + b)`, a cross-correlation as in Keras.
///
/// Shapes: `x` is `[batch, height, width, channels]`, `W` is
/// `[kernelHeight, kernelWidth, channels, filters]`, `b` is `[filters]`, `y` is
/// `[batch, newHeight, newWidth, filters]`; without padding `newHeight` is
/// `⌊(height - kernelHeight) / stride⌋ + 1`. `W` starts Glorot uniform and `b` zero unless the
/// initializers say otherwise. Source: Keras 3, `Conv2D`.
public final class Conv2D: BuiltInLayer {
  /// The number of output channels.
  package let filters: Int
  /// The height and width of a filter.
  package let kernelSize: (Int, Int)
  /// The vertical and horizontal stride.
  package let strides: (Int, Int)
  /// The padding of the images.
  package let padding: Padding
  /// The activation function.
  package let activation: ActivationFunction
  /// Whether the layer has `b`.
  package let useBias: Bool
  /// The initializer of `W`.
  package let kernelInitializer: any Initializer
  /// The initializer of `b`.
  package let biasInitializer: any Initializer
  package let base: LayerBase

  /// Creates a convolution; the first layer of a `Sequential` needs `inputShape`, `[28, 28, 1]` for
  /// MNIST.
  public init(
    _ filters: Int, _ kernelSize: (Int, Int), strides: (Int, Int) = (1, 1),
    padding: Padding = .valid, activation: any ActivationChoice = .linear, useBias: Bool = true,
    kernelInitializer: any InitializerChoice = GlorotUniform(),
    biasInitializer: any InitializerChoice = Zeros(), inputShape: Shape? = nil, name: String? = nil
  ) {
    self.filters = filters
    self.kernelSize = kernelSize
    self.strides = strides
    self.padding = padding
    self.activation = activation.chosenActivation
    self.useBias = useBias
    self.kernelInitializer = kernelInitializer.chosenInitializer
    self.biasInitializer = biasInitializer.chosenInitializer
    base = LayerBase(name: name, inputShape: inputShape)
  }

  /// Creates a convolution with square filters: `Conv2D(64, 3)`.
  public convenience init(
    _ filters: Int, _ kernelSize: Int, strides: Int = 1, padding: Padding = .valid,
    activation: any ActivationChoice = .linear, useBias: Bool = true,
    kernelInitializer: any InitializerChoice = GlorotUniform(),
    biasInitializer: any InitializerChoice = Zeros(), inputShape: Shape? = nil, name: String? = nil
  ) {
    self.init(
      filters, (kernelSize, kernelSize), strides: (strides, strides), padding: padding,
      activation: activation, useBias: useBias, kernelInitializer: kernelInitializer,
      biasInitializer: biasInitializer, inputShape: inputShape, name: name)
  }

  /// Creates a convolution with equal strides.
  public convenience init(
    _ filters: Int, _ kernelSize: (Int, Int), strides: Int, padding: Padding = .valid,
    activation: any ActivationChoice = .linear, useBias: Bool = true,
    kernelInitializer: any InitializerChoice = GlorotUniform(),
    biasInitializer: any InitializerChoice = Zeros(), inputShape: Shape? = nil, name: String? = nil
  ) {
    self.init(
      filters, kernelSize, strides: (strides, strides), padding: padding, activation: activation,
      useBias: useBias, kernelInitializer: kernelInitializer, biasInitializer: biasInitializer,
      inputShape: inputShape, name: name)
  }

  /// Creates a convolution with square filters: `Conv2D(64, 3, strides: (2, 1))`.
  public convenience init(
    _ filters: Int, _ kernelSize: Int, strides: (Int, Int), padding: Padding = .valid,
    activation: any ActivationChoice = .linear, useBias: Bool = true,
    kernelInitializer: any InitializerChoice = GlorotUniform(),
    biasInitializer: any InitializerChoice = Zeros(), inputShape: Shape? = nil, name: String? = nil
  ) {
    self.init(
      filters, (kernelSize, kernelSize), strides: strides, padding: padding,
      activation: activation, useBias: useBias, kernelInitializer: kernelInitializer,
      biasInitializer: biasInitializer, inputShape: inputShape, name: name)
  }

  /// Returns `[newHeight, newWidth, filters]` for an input of three dimensions.
  package func outputShape(of inputs: [Shape]) throws(ModelError) -> Shape {
    let shape = try onlyShape(of: inputs)
    try checkPositive(("filters", filters))
    try check(activation)
    try check(kernelInitializer, biasInitializer)
    try checkWindow(shape, size: kernelSize, strides: strides, padding: padding)
    let geometry = geometry(for: shape)
    return [geometry.outputHeight, geometry.outputWidth, filters]
  }

  /// Returns the kernel, and the bias if the layer has one.
  package func parameters(of inputs: [Shape]) -> [ParameterSpecification] {
    let kernel = ParameterSpecification(
      name: "kernel",
      shape: [kernelSize.0, kernelSize.1, inputs[0].dimensions[2], filters],
      initializer: kernelInitializer)
    let bias = ParameterSpecification(
      name: "bias", shape: [filters], initializer: biasInitializer)
    return useBias ? [kernel, bias] : [kernel]
  }

  package func operations(of inputs: [Shape]) -> [any Operation] {
    // The ReLU is fused into the bias pass over the outputs.
    let rectifies = activation == .relu && useBias
    let geometry = geometry(for: inputs[0])
    let output: Shape = [geometry.outputHeight, geometry.outputWidth, filters]
    return [ConvolutionOperation(geometry: geometry, hasBias: useBias, rectifies: rectifies)]
      + (rectifies ? [] : activation.operations(output))
  }

  package var arguments: [String: ConfigurationValue] {
    [
      "filters": .integer(filters), "kernel_size": .pair(kernelSize), "strides": .pair(strides),
      "padding": .string(padding.rawValue), "data_format": "channels_last",
      "activation": activation.configuration, "use_bias": .bool(useBias),
    ].merging(initializerEntries(kernelInitializer, biasInitializer)) { first, _ in first }
  }

  /// Returns the sizes for samples of a shape that `outputShape` accepted.
  package func geometry(for shape: Shape) -> ConvolutionGeometry {
    let sizes = shape.dimensions
    let rows = WindowAxis(
      inputSize: sizes[0], size: kernelSize.0, stride: strides.0, padding: padding)
    let columns = WindowAxis(
      inputSize: sizes[1], size: kernelSize.1, stride: strides.1, padding: padding)
    return ConvolutionGeometry(
      inputHeight: sizes[0], inputWidth: sizes[1], inputChannels: sizes[2],
      filterHeight: kernelSize.0, filterWidth: kernelSize.1, filters: filters,
      strideHeight: strides.0, strideWidth: strides.1, paddingTop: rows.paddingBefore,
      paddingLeft: columns.paddingBefore, outputHeight: rows.outputSize,
      outputWidth: columns.outputSize)
  }
}
