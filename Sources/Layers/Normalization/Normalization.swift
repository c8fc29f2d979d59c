public import Engine

/// Standardization of inputs by fixed numbers: `y = (x - mean) / max(√variance, 1e-7)`.
///
/// Mean and variance are those of the training data: `adapt(_:on:)` computes them, checkpoints and
/// exports keep them as the variables `mean` and `variance`, and training does not change them.
/// Before they are 0 and 1. Each index along `axis` has its own: by default each feature of a row,
/// or each channel of an image. A feature that is constant becomes 0; one whose deviation is below
/// 1e-7 is not brought to a deviation of 1, and should be multiplied first.
///
/// ```swift
/// let normalization = Normalization(inputShape: [4])
/// try normalization.adapt(x)
/// let model = Sequential([normalization, Dense(1)])
/// ```
/// Shapes: the output has the input's shape. Source: Keras 3, `Normalization`; its third variable,
/// `count`, is always 0 there, and exists in Keras's files only.
public final class Normalization: BuiltInLayer {
  /// The axes that have numbers of their own, as Keras counts them; none for one mean and variance
  /// of all elements.
  package let axis: [Int]
  /// Fixed means instead of a variable.
  package let mean: [Float]?
  /// Fixed variances instead of a variable.
  package let variance: [Float]?
  /// Whether the layer computes the inverse, `y = mean + x * max(√variance, 1e-7)`.
  package let invert: Bool
  package let base: LayerBase

  /// The least deviation that is divided by: Keras's `epsilon()`.
  package static let leastDeviation: Float = 1e-7

  /// Creates a layer with numbers for several axes, or with one mean and variance: `axis: []`,
  /// which Keras calls `axis=None`.
  ///
  /// - Parameters:
  ///   - axis: The axes that have numbers of their own, 1 for the first one behind the batch's.
  ///   - mean: The means, if they are known: one for each index of the axis, or one in all. With
  ///     several axes they are not taken.
  ///   - variance: The variances beside them.
  ///   - invert: Whether the layer maps standardized numbers back.
  ///   - inputShape: The shape of one sample; for the first layer of a `Sequential`.
  ///   - name: The name; by default a counted one.
  public init(
    axis: [Int], mean: [Float]? = nil, variance: [Float]? = nil, invert: Bool = false,
    inputShape: Shape? = nil, name: String? = nil
  ) {
    self.axis = axis
    self.mean = mean
    self.variance = variance
    self.invert = invert
    base = LayerBase(name: name, inputShape: inputShape)
  }

  /// Creates a layer with Keras's defaults, with numbers for one axis.
  public convenience init(
    axis: Int = -1, mean: [Float]? = nil, variance: [Float]? = nil, invert: Bool = false,
    inputShape: Shape? = nil, name: String? = nil
  ) {
    self.init(
      axis: [axis], mean: mean, variance: variance, invert: invert, inputShape: inputShape,
      name: name)
  }

  /// The input's shape.
  package func outputShape(of inputs: [Shape]) throws(ModelError) -> Shape {
    let shape = try onlyShape(of: inputs)
    var indices: Set<Int> = []
    for axis in axis {
      guard try indices.insert(sampleAxis(axis, of: shape)).inserted else {
        throw .invalidValue(
          of: "axis of layer \(name ?? className)", expected: "each axis once",
          found: "\(self.axis)")
      }
    }
    try checkConstants(shape)
    return shape
  }

  /// Returns the non-trainable mean and variance, unless they are arguments.
  package func parameters(of inputs: [Shape]) -> [ParameterSpecification] {
    guard mean == nil else { return [] }
    let shape = statistics(of: inputs[0]).shape
    return [
      ParameterSpecification(name: "mean", shape: shape, initializer: Zeros(), isTrainable: false),
      ParameterSpecification(
        name: "variance", shape: shape, initializer: Ones(), isTrainable: false),
    ]
  }

  package func operations(of inputs: [Shape]) -> [any Operation] {
    let pattern = statistics(of: inputs[0])
    let constants: (mean: [Float], variance: [Float])? =
      if let mean, let variance {
        (
          mean.count == pattern.count ? mean : pattern.repeating(mean[0]),
          variance.count == pattern.count ? variance : pattern.repeating(variance[0])
        )
      } else {
        nil
      }
    return [
      NormalizationOperation(
        size: inputs[0].elementCount, pattern: pattern, constants: constants, inverts: invert)
    ]
  }

  package var arguments: [String: ConfigurationValue] {
    func list(_ values: [Float]?) -> ConfigurationValue {
      guard let values else { return .null }
      return axis.isEmpty ? .exact(values.first ?? 0) : .array(values.map { .exact($0) })
    }
    return [
      "axis": .array(axis.map(ConfigurationValue.integer)), "mean": list(mean),
      "variance": list(variance), "invert": .bool(invert),
    ]
  }
}

extension Normalization {
  /// Whether the statistics are those of bytes: no mean and no deviation of numbers from 0 to 1 is
  /// above 1.
  package var expectsBytes: Bool {
    let values = mean.map { $0 + (variance ?? []) } ?? weights.flatMap(\.values)
    return values.contains { $0 > 1 }
  }

  /// Whether mean and variance are variables that still have the values which they begin with.
  package var isUnadapted: Bool {
    guard mean == nil else { return false }
    return zip(weights, [Float(0), 1]).allSatisfy { weight, first in
      weight.values.allSatisfy { $0 == first }
    }
  }

  /// Which of the means and variances each element of a sample of a shape has.
  package func statistics(of shape: Shape) -> StatisticPattern {
    let indices = axis.map { $0 < 0 ? $0 + shape.rank : $0 - 1 }
    return StatisticPattern(shape.dimensions, keeping: Set(indices))
  }

  /// - Throws: `ModelError.invalidValue` for means without variances, for numbers of another count
  ///   than the axis has, and for one that is not finite, or a variance below 0.
  private func checkConstants(_ shape: Shape) throws(ModelError) {
    let place = "of layer \(name ?? className)"
    guard let mean, let variance else {
      guard mean == nil, variance == nil else {
        throw .invalidValue(
          of: "mean and variance \(place)", expected: "both, or neither and adapt",
          found: "\(mean == nil ? "variance" : "mean") alone")
      }
      return
    }
    let pattern = statistics(of: shape)
    guard axis.count < 2, mean.count == variance.count else {
      throw .invalidValue(
        of: axis.count < 2 ? "the number of variances \(place)" : "axis \(place)",
        expected: axis.count < 2
          ? "\(mean.count), as there are means" : "at most one beside mean and variance",
        found: axis.count < 2 ? "\(variance.count)" : "\(axis)")
    }
    for (argument, values) in [("mean", mean), ("variance", variance)] {
      guard values.count == pattern.count || values.count == 1 else {
        throw .invalidValue(
          of: "\(argument) \(place)",
          expected: pattern.count == 1 ? "1 number" : "\(pattern.count) numbers, or 1",
          found: "\(values.count)")
      }
      if let wrong = values.first(where: { !$0.isFinite || argument == "variance" && $0 < 0 }) {
        throw .invalidValue(
          of: "\(argument) \(place)",
          expected: argument == "mean" ? "finite numbers" : "finite numbers from 0 up",
          found: "\(wrong)")
      }
    }
  }
}
