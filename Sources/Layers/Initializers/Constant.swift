public import Engine
public import Kernels

/// All zeros.
public struct Zeros: Initializer {
  /// The initializer; it has no settings.
  public init() {}

  /// The class's name in Keras.
  public var className: String { "Zeros" }

  /// Fills a parameter's values.
  public func fill(
    _ values: UnsafeMutablePointer<Float>, shape: [Int], generator: Philox4x32,
    counter: SIMD3<UInt32>
  ) {
    unsafe values.update(repeating: 0, count: shape.reduce(1, *))
  }
}

/// All ones.
public struct Ones: Initializer {
  /// The initializer; it has no settings.
  public init() {}

  /// The class's name in Keras.
  public var className: String { "Ones" }

  /// Fills a parameter's values.
  public func fill(
    _ values: UnsafeMutablePointer<Float>, shape: [Int], generator: Philox4x32,
    counter: SIMD3<UInt32>
  ) {
    unsafe values.update(repeating: 1, count: shape.reduce(1, *))
  }
}

/// One number everywhere.
public struct Constant: Initializer {
  /// The number.
  public let value: Double

  /// An initializer with a number, Keras's 0 unless `value` says otherwise.
  public init(_ value: Double = 0) {
    self.value = value
  }

  /// The class's name in Keras.
  public var className: String { "Constant" }

  /// The arguments in Keras's words.
  public var configuration: [String: ConfigurationValue] { ["value": .number(value)] }

  /// - Throws: `ModelError.invalidValue` unless the number is finite.
  public func validate() throws(ModelError) {
    try check("value", value)
  }

  /// Fills a parameter's values.
  public func fill(
    _ values: UnsafeMutablePointer<Float>, shape: [Int], generator: Philox4x32,
    counter: SIMD3<UInt32>
  ) {
    unsafe values.update(repeating: Float(value), count: shape.reduce(1, *))
  }
}
