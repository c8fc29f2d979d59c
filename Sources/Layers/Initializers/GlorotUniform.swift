public import Engine
import Kernels

/// Uniform in `[-limit, limit)` with `limit = √(6 / (inputs + outputs))`.
///
/// Inputs and outputs are the last two sizes of the parameter's shape, each times the sizes before
/// them (a filter's area). Source: Glorot and Bengio (2010), equation 16; Keras 3, `GlorotUniform`.
public struct GlorotUniform: BuiltInInitializer {
  /// Creates the initializer.
  public init() {}

  package var arguments: [String: ConfigurationValue] { ["seed": .null] }

  package func fill(
    _ values: UnsafeMutablePointer<Float>, count: Int, shape: [Int], _ random: ParameterRandom
  ) {
    let fans = Fans(shape)
    let limit = Float((6 / Double(fans.inputs + fans.outputs)).squareRoot())
    unsafe fillUniform(
      values, count: count, low: -limit, high: limit, generator: random.generator,
      counter: random.counter)
  }
}
