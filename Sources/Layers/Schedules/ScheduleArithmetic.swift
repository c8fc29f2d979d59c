import Engine
import Kernels

extension Double {
  /// This number, not below 0, to a power from 0 up; `0^0` is 1.
  ///
  /// Whole exponents up to 1,024 go by squaring, so that the powers of short binary fractions are
  /// exact; others are `e^(exponent · ln self)`. Both are the same bits on every machine.
  func power(_ exponent: Double) -> Double {
    if exponent <= 1_024, exponent == exponent.rounded(.towardZero) {
      return Elementary.power(self, Int(exponent))
    }
    return self == 0 ? 0 : Elementary.exp(exponent * Elementary.log(self))
  }

  /// The nearest `Float`, where one too small for a normal number is 0.
  ///
  /// A step flushes denormals, other threads may not: the rate must be the same on both.
  var roundedRate: Float {
    magnitude < Double(Float.leastNormalMagnitude) ? 0 : Float(self)
  }

  /// How much of `whole` steps `step` is.
  init(_ step: Int, of whole: Int) {
    self = Double(step) / Double(whole)
  }
}
