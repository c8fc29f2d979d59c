public import Engine

/// Normal with variance `2 / (inputs + outputs)`, cut at two standard deviations.
///
/// Inputs and outputs are counted as by `GlorotUniform`; the variance is that of the numbers after
/// the cut. Source: Glorot and Bengio (2010); Keras 3, `GlorotNormal`.
public struct GlorotNormal: BuiltInInitializer {
  /// The initializer; it has no settings.
  public init() {}

  package var arguments: [String: ConfigurationValue] { ["seed": .null] }

  package func fill(
    _ values: UnsafeMutablePointer<Float>, count: Int, shape: [Int], _ random: ParameterRandom
  ) {
    let fans = Fans(shape)
    unsafe random.fillCut(
      values, count: count,
      deviation: (2 / Double(fans.inputs + fans.outputs)).squareRoot())
  }
}
