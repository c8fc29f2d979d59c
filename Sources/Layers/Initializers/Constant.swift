public import Engine

/// All zeros.
public struct Zeros: BuiltInInitializer {
  /// Creates the initializer.
  public init() {}

  package func fill(
    _ values: UnsafeMutablePointer<Float>, count: Int, shape: [Int], _ random: ParameterRandom
  ) {
    unsafe values.update(repeating: 0, count: count)
  }
}

/// All ones.
public struct Ones: BuiltInInitializer {
  /// Creates the initializer.
  public init() {}

  package func fill(
    _ values: UnsafeMutablePointer<Float>, count: Int, shape: [Int], _ random: ParameterRandom
  ) {
    unsafe values.update(repeating: 1, count: count)
  }
}

/// One number everywhere.
public struct Constant: BuiltInInitializer {
  /// The number.
  package let value: Double

  /// Creates an initializer with a number, 0 by default as in Keras.
  public init(_ value: Double = 0) {
    self.value = value
  }

  package var arguments: [String: ConfigurationValue] { ["value": .number(value)] }

  package func checkArguments() throws(ModelError) {
    try check("value", value)
  }

  package func fill(
    _ values: UnsafeMutablePointer<Float>, count: Int, shape: [Int], _ random: ParameterRandom
  ) {
    unsafe values.update(repeating: Float(value), count: count)
  }
}
