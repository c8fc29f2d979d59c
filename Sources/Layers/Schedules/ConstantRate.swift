package import Engine

/// A learning rate that never changes.
///
/// A whole number needs its decimal point: as an `Int`, `1 / 3` would quietly be 0. Keras refuses
/// whole numbers too.
package protocol ConstantRate: BuiltInSchedule {}

extension ConstantRate {
  /// The word for a rate that never changes; Keras writes the bare number.
  public var className: String { "Constant" }

  package var arguments: [String: ConfigurationValue] { ["learning_rate": .exact(rate(at: 0))] }
}

/// A constant learning rate, so that `Adam(learningRate: rate)` reads alike for a number and for
/// `CosineDecay(...)`.
extension Float: ConstantRate {
  package func rate(at step: Int) -> Float { self }

  package func checkArguments() throws(ModelError) { try checkRate("the learning rate") }
}

/// A constant learning rate: a literal with a decimal point is a `Double`.
extension Double: ConstantRate {
  package func rate(at step: Int) -> Float { roundedRate }

  package func checkArguments() throws(ModelError) { try checkRate("the learning rate") }
}
