public import Engine

/// Normal with variance `2 / inputs`, truncated at two standard deviations, for rectifiers.
///
/// Inputs are counted as by `GlorotUniform`; the variance is that of the truncated distribution.
/// Source: He et al. (2015), equation 10; Keras 3, `HeNormal`.
public struct HeNormal: BuiltInInitializer {
  /// Creates the initializer.
  public init() {}

  package var arguments: [String: ConfigurationValue] { ["seed": .null] }

  package func fill(
    _ values: UnsafeMutablePointer<Float>, count: Int, shape: [Int], _ random: ParameterRandom
  ) {
    unsafe random.fillTruncated(
      values, count: count,
      deviation: (2 / Double(Fans(shape).inputs)).squareRoot())
  }
}
