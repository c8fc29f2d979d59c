public import Engine
public import Kernels

/// Uniform in `[-limit, limit)` with `limit = √(6 / inputs)`: made for rectifiers.
///
/// Inputs are counted as by `GlorotUniform`. Source: He et al. (2015), equation 10; Keras 3,
/// `HeUniform`.
public struct HeUniform: Initializer {
  /// The initializer; it has no settings.
  public init() {}

  /// The class's name in Keras.
  public var className: String { "HeUniform" }

  /// The arguments in Keras's words.
  public var configuration: [String: ConfigurationValue] { ["seed": .null] }

  /// Fills a parameter's values.
  public func fill(
    _ values: UnsafeMutablePointer<Float>, shape: [Int], generator: Philox4x32,
    counter: SIMD3<UInt32>
  ) {
    let limit = Float((6 / Double(Fans(shape).inputs)).squareRoot())
    unsafe fillUniform(
      values, count: shape.reduce(1, *), low: -limit, high: limit, generator: generator,
      counter: counter)
  }
}
