/// Random numbers that are drawn while they are used.
package protocol RandomKernels {
  /// Computes `y = x / (1 - rate)` where a unit is kept, else +0 (also where `x` is NaN).
  ///
  /// Unit `u` of sample `s` is kept where its random word is at least `rate * 2^32`: word
  /// `u / 16 % 4` of the counter `(u / 64 * 16 + u % 16, s, epoch, purpose + 256 * layer)`. The
  /// factor `1 / (1 - rate)` is rounded once and multiplies. The input gradient is the same
  /// function of the output's. Source: Srivastava et al. 2014, inverted as in Keras 3, `Dropout`.
  ///
  /// Shapes: `x` and `y` are `[rows, columns]`, `y` may be `x`; row `r` is sample
  /// `firstSample + r` of the epoch. `rate` is from 0 to 1, and at 1 nothing is kept.
  static func dropout(
    _ mask: DropoutMask, _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, rows: Int,
    columns: Int,
    firstSample: UInt32, rate: Double
  )
}
