public import Engine

/// Normal with variance `2 / (inputs + outputs)`, truncated at two standard deviations.
///
/// Inputs and outputs are counted as by `GlorotUniform`; the variance is that of the truncated
/// distribution. Source: Glorot and Bengio (2010); Keras 3, `GlorotNormal`.
public struct GlorotNormal: BuiltInInitializer {
  /// Creates the initializer.
  public init() {}

  package var arguments: [String: ConfigurationValue] { ["seed": .null] }

  package func fill(
    _ values: UnsafeMutablePointer<Float>, count: Int, shape: [Int], _ random: ParameterRandom
  ) {
    let fans = Fans(shape)
    unsafe random.fillTruncated(
      values, count: count,
      deviation: (2 / Double(fans.inputs + fans.outputs)).squareRoot())
  }
}
