public import Engine

/// Layer normalization of each sample to mean 0 and variance 1: `y = x̂ · gamma + beta`.
///
/// `x̂ = (x - mean) / √(variance + epsilon)` over the given axes, the variance biased; each index
/// along the other axes has its own statistics. Training and inference are identical. Shapes: the
/// output has the input's shape, gamma and beta that of the given axes. Source: Ba, Kiros and
/// Hinton (2016), equation 4; Keras 3, `LayerNormalization`.
public final class LayerNormalization: BuiltInLayer {
  /// The axes that are normalised together, as Keras counts them: the last one, or the last few.
  package let axis: [Int]
  /// The constant added to the variance.
  package let epsilon: Double
  /// Whether the layer has beta.
  package let center: Bool
  /// Whether the layer has gamma.
  package let scale: Bool
  package let base: LayerBase

  /// Creates a layer over several axes: `[1, 2, 3]` is a whole image.
  public init(
    axis: [Int], epsilon: Double = 1e-3, center: Bool = true, scale: Bool = true,
    name: String? = nil
  ) {
    self.axis = axis
    self.epsilon = epsilon
    self.center = center
    self.scale = scale
    base = LayerBase(name: name)
  }

  /// Creates a layer with Keras's defaults, over one axis.
  public convenience init(
    axis: Int = -1, epsilon: Double = 1e-3, center: Bool = true, scale: Bool = true,
    name: String? = nil
  ) {
    self.init(axis: [axis], epsilon: epsilon, center: center, scale: scale, name: name)
  }

  /// The input's shape.
  package func outputShape(of inputs: [Shape]) throws(ModelError) -> Shape {
    let shape = try onlyShape(of: inputs)
    var indices: [Int] = []
    for axis in axis { indices.append(try sampleAxis(axis, of: shape)) }
    guard !indices.isEmpty, indices == Array(0..<shape.rank).suffix(indices.count) else {
      throw .invalidValue(
        of: "axis of layer \(name ?? className)",
        expected: "the last axis, or the last few in order, for its input of shape \(shape)",
        found: "\(axis)")
    }
    try checkEpsilon(epsilon)
    return shape
  }

  /// Returns gamma and beta, if the layer has them.
  package func parameters(of inputs: [Shape]) -> [ParameterSpecification] {
    affine(for: inputs[0]).specifications(
      shape: Array(inputs[0].dimensions.suffix(axis.count)))
  }

  package func operations(of inputs: [Shape]) -> [any Operation] {
    [
      LayerNormalizationOperation(
        rowsPerSample: inputs[0].dimensions.dropLast(axis.count).reduce(1, *),
        parameters: affine(for: inputs[0]), epsilon: Float(epsilon))
    ]
  }

  private func affine(for shape: Shape) -> AffineParameters {
    AffineParameters(
      count: shape.dimensions.suffix(axis.count).reduce(1, *), hasGamma: scale, hasBeta: center)
  }

  package var arguments: [String: ConfigurationValue] {
    [
      "axis": .array(axis.map(ConfigurationValue.integer)), "epsilon": .number(epsilon),
      "center": .bool(center), "scale": .bool(scale),
    ]
  }
}

extension Layer {
  /// - Throws: `ModelError.invalidValue` unless the number can be added to a variance.
  func checkEpsilon(_ epsilon: Double) throws(ModelError) {
    guard Float(epsilon).isFinite, epsilon >= 0 else {
      throw .invalidValue(
        of: "epsilon of layer \(name ?? className)", expected: "a number from 0 up",
        found: "\(epsilon)")
    }
  }
}
