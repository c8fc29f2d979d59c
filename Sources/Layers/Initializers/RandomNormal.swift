public import Engine

/// Normally distributed.
///
/// Source: Keras 3, `RandomNormal`.
public struct RandomNormal: BuiltInInitializer {
  /// The mean.
  package let mean: Double
  /// The standard deviation.
  package let stddev: Double

  /// Creates an initializer with Keras's defaults.
  public init(mean: Double = 0, stddev: Double = 0.05) {
    self.mean = mean
    self.stddev = stddev
  }

  package var arguments: [String: ConfigurationValue] {
    ["mean": .number(mean), "stddev": .number(stddev), "seed": .null]
  }

  package func checkArguments() throws(ModelError) {
    try check("mean", mean)
    try check("stddev", stddev, from: 0)
  }

  package func fill(
    _ values: UnsafeMutablePointer<Float>, count: Int, shape: [Int], _ random: ParameterRandom
  ) {
    for index in 0..<count {
      unsafe values[index] = Float(mean + stddev * random.normal(index))
    }
  }
}
