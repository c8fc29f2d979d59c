public import Engine

/// A constant learning rate, so that `Adam(learningRate: rate)` reads alike for a number and for
/// `CosineDecay(...)`.
///
/// A whole number needs its decimal point: as an `Int`, `1 / 3` would quietly be 0. Keras refuses
/// whole numbers too.
extension Float: LearningRateSchedule {
  /// The number itself.
  public func rate(atStep step: Int) -> Float { self }

  /// The number itself.
  public var constantRate: Float? { self }

  /// The word for a rate that never changes; Keras writes the bare number.
  public var className: String { "Constant" }

  /// The number under Keras's name.
  public var configuration: [String: ConfigurationValue] { ["learning_rate": .exact(self)] }

  /// Checks that the number is finite and not below 0.
  ///
  /// - Throws: `ModelError.invalidValue`.
  public func check() throws(ModelError) {
    try checkRate("the learning rate")
  }
}

/// A constant learning rate: a literal with a decimal point is a `Double`.
extension Double: LearningRateSchedule {
  /// The nearest `Float`.
  public func rate(atStep step: Int) -> Float { roundedRate }

  /// The nearest `Float`.
  public var constantRate: Float? { roundedRate }

  /// The word for a rate that never changes; Keras writes the bare number.
  public var className: String { "Constant" }

  /// The nearest `Float` under Keras's name.
  public var configuration: [String: ConfigurationValue] { roundedRate.configuration }

  /// Checks that the nearest `Float` is finite and not below 0.
  ///
  /// - Throws: `ModelError.invalidValue`.
  public func check() throws(ModelError) {
    try checkRate("the learning rate")
  }
}
