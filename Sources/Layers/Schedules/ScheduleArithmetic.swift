import Engine
import Kernels

extension ConfigurationValue {
  /// A number of steps, which Keras's files may have as a fraction: an integer where it is one.
  static func steps(_ count: Double) -> ConfigurationValue {
    Int(exactly: count).map(ConfigurationValue.integer) ?? .number(count)
  }
}

extension Double {
  /// Returns this number, from 0 up, to a power from 0 up; `0^0` is 1.
  ///
  /// Integer exponents up to 1,024 use squaring, so that the powers of short binary fractions are
  /// exact; others are `e^(exponent · ln self)`. Both give the same bits on every machine.
  func power(_ exponent: Double) -> Double {
    if exponent <= 1_024, exponent == exponent.rounded(.towardZero) {
      return Elementary.power(self, Int(exponent))
    }
    return self == 0 ? 0 : Elementary.exp(exponent * Elementary.log(self))
  }

  /// The nearest `Float`; 0 where that would be denormal.
  ///
  /// Training flushes denormals, other threads may not: the rate must be the same on both.
  var roundedRate: Float {
    magnitude < Double(Float.leastNormalMagnitude) ? 0 : Float(self)
  }

  /// The quotient of `step` and `whole`.
  init(_ step: Int, of whole: Int) {
    self = Double(step) / Double(whole)
  }
}
