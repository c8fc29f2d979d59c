public import Engine

/// Normal with variance `2 / inputs`, cut at two standard deviations: made for rectifiers.
///
/// Inputs are counted as by `GlorotUniform`; the variance is that of the numbers after the cut.
/// Source: He et al. (2015), equation 10; Keras 3, `HeNormal`.
public struct HeNormal: BuiltInInitializer {
  /// The initializer; it has no settings.
  public init() {}

  package var arguments: [String: ConfigurationValue] { ["seed": .null] }

  package func fill(
    _ values: UnsafeMutablePointer<Float>, count: Int, shape: [Int], _ random: ParameterRandom
  ) {
    unsafe random.fillCut(
      values, count: count,
      deviation: (2 / Double(Fans(shape).inputs)).squareRoot())
  }
}
