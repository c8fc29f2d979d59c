/// Elementary functions, element by element.
package protocol ElementaryKernels {
  /// Computes the error function `y = erf x` for each element; `y` may be `x`.
  ///
  /// At most 2 ulp from the true value. From 3.93 on it is ±1; ±0 keeps its sign and NaN is NaN.
  static func mapErf(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  )

  /// Computes `y = e^x` for each element; `y` may be `x`.
  ///
  /// At most 1 ulp from the true value wherever that is a normal number. Above 88.72283 it is +inf;
  /// where the true value is below the least normal number, 2^-126 (`x` below -87.33654), it is +0
  /// whatever the floating-point mode; NaN is NaN.
  static func mapExp(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  )

  /// Computes `y = e^x - 1` for each element, without cancellation near 0; `y` may be `x`.
  ///
  /// At most 2 ulp from the true value. Above 88.72283 it is +inf, below -18 it is -1; ±0 gives +0,
  /// NaN gives NaN.
  static func mapExpm1(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  )

  /// Computes `y = tanh x` for each element; `y` may be `x`.
  ///
  /// At most 2 ulp from the true value. From 9.02 on it is ±1; ±0 gives +0 and NaN is NaN.
  static func mapTanh(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  )

  /// Computes `y = ln x` for each element; `y` may be `x`.
  ///
  /// At most 1 ulp from the true value. ±0 and denormals (which count as 0 whatever the
  /// floating-point mode) give -inf, smaller values give NaN, +inf is +inf and NaN is NaN.
  static func mapLog(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  )

  /// Computes `y = ln(1 + x)` for each element, without rounding `1 + x`; `y` may be `x`.
  ///
  /// At most 2 ulp from the true value. -1 gives -inf, smaller values give NaN, +inf is +inf, ±0
  /// gives +0 and NaN is NaN.
  static func mapLog1p(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  )
}
