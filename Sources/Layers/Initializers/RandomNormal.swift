public import Engine
public import Kernels

/// Normally distributed.
///
/// Source: Keras 3, `RandomNormal`.
public struct RandomNormal: Initializer {
  /// The mean.
  public let mean: Double
  /// The standard deviation.
  public let stddev: Double

  /// An initializer with Keras's defaults.
  public init(mean: Double = 0, stddev: Double = 0.05) {
    self.mean = mean
    self.stddev = stddev
  }

  /// The class's name in Keras.
  public var className: String { "RandomNormal" }

  /// The arguments in Keras's words.
  public var configuration: [String: ConfigurationValue] {
    ["mean": .number(mean), "stddev": .number(stddev), "seed": .null]
  }

  /// - Throws: `ModelError.invalidValue` unless the numbers are finite and the deviation not
  ///   negative.
  public func validate() throws(ModelError) {
    try check("mean", mean)
    try check("stddev", stddev, from: 0)
  }

  /// Fills a parameter's values.
  public func fill(
    _ values: UnsafeMutablePointer<Float>, shape: [Int], generator: Philox4x32,
    counter: SIMD3<UInt32>
  ) {
    unsafe NormalNumbers(generator: generator, counter: counter)
      .fill(values, count: shape.reduce(1, *), mean: mean, deviation: stddev)
  }
}
