public import Engine
public import Kernels

/// Normal with variance `2 / inputs`, cut at two standard deviations: made for rectifiers.
///
/// Inputs are counted as by `GlorotUniform`; the variance is that of the numbers after the cut.
/// Source: He et al. (2015), equation 10; Keras 3, `HeNormal`.
public struct HeNormal: Initializer {
  /// The initializer; it has no settings.
  public init() {}

  /// The class's name in Keras.
  public var className: String { "HeNormal" }

  /// The arguments in Keras's words.
  public var configuration: [String: ConfigurationValue] { ["seed": .null] }

  /// Fills a parameter's values.
  public func fill(
    _ values: UnsafeMutablePointer<Float>, shape: [Int], generator: Philox4x32,
    counter: SIMD3<UInt32>
  ) {
    unsafe NormalNumbers(generator: generator, counter: counter).fillCut(
      values, count: shape.reduce(1, *),
      deviation: (2 / Double(Fans(shape).inputs)).squareRoot())
  }
}
