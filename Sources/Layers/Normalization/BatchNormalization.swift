public import Engine

/// Brings each channel to mean 0 and variance 1 over the batch: `y = x̂ · gamma + beta`.
///
/// In training `x̂ = (x - mean) / √(variance + epsilon)` with the statistics of the global batch,
/// of all ranks together; the variance is biased. At inference the statistics are moving averages,
/// which training moves: `average · momentum + statistic · (1 - momentum)`. Shapes: the output has
/// the input's shape; statistics and parameters have one number for each channel, the last axis.
/// Source: Ioffe and Szegedy (2015); Keras 3, `BatchNormalization`.
public final class BatchNormalization: Layer {
  /// The channels' axis, as Keras counts: only the last.
  public let axis: Int
  /// The part of a moving average that one step keeps, 0 to 1.
  public let momentum: Double
  /// What is added to the variance.
  public let epsilon: Double
  /// Whether beta is there.
  public let center: Bool
  /// Whether gamma is there.
  public let scale: Bool
  /// The name that was given, or nil for a counted one.
  public let name: String?
  /// The layer's variables.
  public let state = LayerState()

  /// A layer with Keras's defaults.
  public init(
    axis: Int = -1, momentum: Double = 0.99, epsilon: Double = 1e-3, center: Bool = true,
    scale: Bool = true, name: String? = nil
  ) {
    self.axis = axis
    self.momentum = momentum
    self.epsilon = epsilon
    self.center = center
    self.scale = scale
    self.name = name
  }

  /// The class's name in Keras.
  public var className: String { "BatchNormalization" }

  /// The input's shape.
  public func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape {
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

  /// Gamma and beta where they are there, then the moving averages, which are not trained.
  public func parameters(for inputs: [Shape]) -> [ParameterSpecification] {
    let shape = Array(inputs[0].dimensions.suffix(1))
    return affine(for: inputs[0]).specifications(shape: shape) + [
      ParameterSpecification(
        name: "moving_mean", shape: shape, initializer: Zeros(), isTrainable: false),
      ParameterSpecification(
        name: "moving_variance", shape: shape, initializer: Ones(), isTrainable: false),
    ]
  }

  /// What computes the layer.
  public func operations(for inputs: [Shape]) -> [any Operation] {
    [
      BatchNormalizationOperation(
        rowsPerSample: inputs[0].dimensions.dropLast().reduce(1, *),
        parameters: affine(for: inputs[0]), epsilon: Float(epsilon), momentum: momentum)
    ]
  }

  private func affine(for shape: Shape) -> AffineParameters {
    AffineParameters(count: shape.dimensions.last ?? 1, hasGamma: scale, hasBeta: center)
  }

  /// The arguments in Keras's words.
  public var configuration: [String: ConfigurationValue] {
    [
      "axis": .integer(axis), "momentum": .number(momentum), "epsilon": .number(epsilon),
      "center": .bool(center), "scale": .bool(scale),
    ]
  }
}
