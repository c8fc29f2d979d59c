/// Elementary functions of `Double`, the same bits on every host.
///
/// The C library's differ between versions and processors. These use the four operations, square
/// root and fused multiply-add only, each of which rounds correctly everywhere.
package enum Elementary {
  /// `base` to the power of a whole number, by squaring.
  ///
  /// The relative error is at most about `|exponent| * 2^-53`. The zeroth power of anything is 1; a
  /// negative exponent gives the reciprocal.
  package static func power(_ base: Double, _ exponent: Int) -> Double {
    var square = base
    var result = 1.0
    var bits = exponent.magnitude
    while bits > 0 {
      if bits & 1 == 1 {
        result *= square
      }
      square *= square
      bits &>>= 1
    }
    return exponent < 0 ? 1 / result : result
  }
}
