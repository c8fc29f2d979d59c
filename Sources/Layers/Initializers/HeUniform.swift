public import Engine
import Kernels

/// Uniform in `[-limit, limit)` with `limit = √(6 / inputs)`, for rectifiers.
///
/// Inputs are counted as by `GlorotUniform`. Source: He et al. (2015), equation 10; Keras 3,
/// `HeUniform`.
public struct HeUniform: BuiltInInitializer {
  /// Creates the initializer.
  public init() {}

  package var arguments: [String: ConfigurationValue] { ["seed": .null] }

  package func fill(
    _ values: UnsafeMutablePointer<Float>, count: Int, shape: [Int], _ random: ParameterRandom
  ) {
    let limit = Float((6 / Double(Fans(shape).inputs)).squareRoot())
    unsafe fillUniform(
      values, count: count, low: -limit, high: limit, generator: random.generator,
      counter: random.counter)
  }
}
