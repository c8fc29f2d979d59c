package import Engine

/// A learning rate that never changes.
///
/// A whole number needs a decimal point: as an `Int`, `1 / 3` would silently be 0. Keras refuses
/// integers too.
package protocol ConstantRate: BuiltInSchedule {}

extension ConstantRate {
  /// The class name of a constant rate; Keras writes the bare number.
  public var className: String { "Constant" }

  package var arguments: [String: ConfigurationValue] { ["learning_rate": .exact(rate(at: 0))] }
}

/// A constant learning rate, so that `Adam(learningRate: rate)` accepts both a number and
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
