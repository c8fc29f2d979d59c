public import Engine
public import Kernels

/// Uniform in `[-limit, limit)` with `limit = √(6 / (inputs + outputs))`.
///
/// Inputs and outputs are the last two sizes of the parameter's shape, each times the sizes before
/// them (a filter's area). Source: Glorot and Bengio (2010), equation 16; Keras 3, `GlorotUniform`.
public struct GlorotUniform: Initializer {
  /// The initializer; it has no settings.
  public init() {}

  /// The class's name in Keras.
  public var className: String { "GlorotUniform" }

  /// The arguments in Keras's words.
  public var configuration: [String: ConfigurationValue] { ["seed": .null] }

  /// Fills a parameter's values.
  public func fill(
    _ values: UnsafeMutablePointer<Float>, shape: [Int], generator: Philox4x32,
    counter: SIMD3<UInt32>
  ) {
    let fans = Fans(shape)
    let limit = Float((6 / Double(fans.inputs + fans.outputs)).squareRoot())
    unsafe fillUniform(
      values, count: shape.reduce(1, *), low: -limit, high: limit, generator: generator,
      counter: counter)
  }
}
