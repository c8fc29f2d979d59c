public import Engine
public import Kernels

/// Normal with variance `2 / (inputs + outputs)`, cut at two standard deviations.
///
/// Inputs and outputs are counted as by `GlorotUniform`; the variance is that of the numbers after
/// the cut. Source: Glorot and Bengio (2010); Keras 3, `GlorotNormal`.
public struct GlorotNormal: Initializer {
  /// The initializer; it has no settings.
  public init() {}

  /// The class's name in Keras.
  public var className: String { "GlorotNormal" }

  /// The arguments in Keras's words.
  public var configuration: [String: ConfigurationValue] { ["seed": .null] }

  /// Fills a parameter's values.
  public func fill(
    _ values: UnsafeMutablePointer<Float>, shape: [Int], generator: Philox4x32,
    counter: SIMD3<UInt32>
  ) {
    let fans = Fans(shape)
    unsafe NormalNumbers(generator: generator, counter: counter).fillCut(
      values, count: shape.reduce(1, *),
      deviation: (2 / Double(fans.inputs + fans.outputs)).squareRoot())
  }
}
