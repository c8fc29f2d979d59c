public import Engine

/// Batch normalization of each channel to mean 0 and variance 1: `y = x̂ · gamma + beta`.
///
/// In training `x̂ = (x - mean) / √(variance + epsilon)` with the statistics of the global batch,
/// of all ranks together; the variance is biased. At inference the statistics are moving averages,
/// which training updates: `average · momentum + statistic · (1 - momentum)`. Shapes: the output
/// has the input's shape; statistics and parameters have one number for each channel, the last
/// axis. Source: Ioffe and Szegedy (2015); Keras 3, `BatchNormalization`.
public final class BatchNormalization: BuiltInLayer {
  /// The axis of the channels as Keras counts it: only the last is supported.
  package let axis: Int
  /// The weight of the old moving average in an update, 0 to 1.
  package let momentum: Double
  /// The constant added to the variance.
  package let epsilon: Double
  /// Whether the layer has beta.
  package let center: Bool
  /// Whether the layer has gamma.
  package let scale: Bool
  package let base: LayerBase

  /// Creates a layer with Keras's defaults.
  public init(
    axis: Int = -1, momentum: Double = 0.99, epsilon: Double = 1e-3, center: Bool = true,
    scale: Bool = true, name: String? = nil
  ) {
    self.axis = axis
    self.momentum = momentum
    self.epsilon = epsilon
    self.center = center
    self.scale = scale
    base = LayerBase(name: name)
  }

  /// The input's shape.
  package func outputShape(of inputs: [Shape]) throws(ModelError) -> Shape {
    let shape = try onlyShape(of: inputs)
    guard try sampleAxis(axis, of: shape) == shape.rank - 1 else {
      throw .invalidValue(
        of: "axis of layer \(name ?? className)",
        expected: "the last, -1 or \(shape.rank): channels are last here", found: "\(axis)")
    }
    guard momentum >= 0, momentum <= 1 else {
      throw .invalidValue(
        of: "momentum of layer \(name ?? className)", expected: "a number from 0 to 1",
        found: "\(momentum)")
    }
    try checkEpsilon(epsilon)
    return shape
  }

  /// Returns gamma and beta if the layer has them, then the non-trainable moving averages.
  package func parameters(of inputs: [Shape]) -> [ParameterSpecification] {
    let shape = Array(inputs[0].dimensions.suffix(1))
    return affine(for: inputs[0]).specifications(shape: shape) + [
      ParameterSpecification(
        name: "moving_mean", shape: shape, initializer: Zeros(), isTrainable: false),
      ParameterSpecification(
        name: "moving_variance", shape: shape, initializer: Ones(), isTrainable: false),
    ]
  }

  package func operations(of inputs: [Shape]) -> [any Operation] {
    [
      BatchNormalizationOperation(
        rowsPerSample: inputs[0].dimensions.dropLast().reduce(1, *),
        parameters: affine(for: inputs[0]), epsilon: Float(epsilon), momentum: momentum)
    ]
  }

  private func affine(for shape: Shape) -> AffineParameters {
    AffineParameters(count: shape.dimensions.last ?? 1, hasGamma: scale, hasBeta: center)
  }

  package var arguments: [String: ConfigurationValue] {
    [
      "axis": .integer(axis), "momentum": .number(momentum), "epsilon": .number(epsilon),
      "center": .bool(center), "scale": .bool(scale),
    ]
  }
}
