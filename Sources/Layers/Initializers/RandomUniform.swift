public import Engine
import Kernels

/// Uniform in `[minval, maxval)`.
///
/// Source: Keras 3, `RandomUniform`.
public struct RandomUniform: BuiltInInitializer {
  /// The least number.
  package let minval: Double
  /// The exclusive upper bound.
  package let maxval: Double

  /// Creates an initializer with Keras's defaults.
  public init(minval: Double = -0.05, maxval: Double = 0.05) {
    self.minval = minval
    self.maxval = maxval
  }

  package var arguments: [String: ConfigurationValue] {
    ["minval": .number(minval), "maxval": .number(maxval), "seed": .null]
  }

  package func checkArguments() throws(ModelError) {
    try check("minval", minval)
    try check("maxval", maxval)
    guard minval <= maxval else {
      throw .invalidValue(
        of: "minval of initializer \(className)", expected: "at most maxval, \(maxval)",
        found: "\(minval)")
    }
  }

  package func fill(
    _ values: UnsafeMutablePointer<Float>, count: Int, shape: [Int], _ random: ParameterRandom
  ) {
    unsafe fillUniform(
      values, count: count, low: Float(minval), high: Float(maxval),
      generator: random.generator,
      counter: random.counter)
  }
}
