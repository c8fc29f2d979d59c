public import Engine
public import Kernels

/// Uniform from `minval` to before `maxval`.
///
/// Source: Keras 3, `RandomUniform`.
public struct RandomUniform: Initializer {
  /// The least number.
  public let minval: Double
  /// What all numbers are below.
  public let maxval: Double

  /// An initializer with Keras's defaults.
  public init(minval: Double = -0.05, maxval: Double = 0.05) {
    self.minval = minval
    self.maxval = maxval
  }

  /// The class's name in Keras.
  public var className: String { "RandomUniform" }

  /// The arguments in Keras's words.
  public var configuration: [String: ConfigurationValue] {
    ["minval": .number(minval), "maxval": .number(maxval), "seed": .null]
  }

  /// - Throws: `ModelError.invalidValue` unless the numbers are finite and in order.
  public func validate() throws(ModelError) {
    try check("minval", minval)
    try check("maxval", maxval)
    guard minval <= maxval else {
      throw .invalidValue(
        of: "minval of initializer \(className)", expected: "at most maxval, \(maxval)",
        found: "\(minval)")
    }
  }

  /// Fills a parameter's values.
  public func fill(
    _ values: UnsafeMutablePointer<Float>, shape: [Int], generator: Philox4x32,
    counter: SIMD3<UInt32>
  ) {
    unsafe fillUniform(
      values, count: shape.reduce(1, *), low: Float(minval), high: Float(maxval),
      generator: generator, counter: counter)
  }
}
