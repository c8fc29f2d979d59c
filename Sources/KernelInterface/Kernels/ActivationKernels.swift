/// The activation functions and their gradients.
package protocol ActivationKernels {
  /// Computes `y = x` where `x > 0`, else `alpha * (e^x - 1)`; `y` may be `x`.
  ///
  /// NaN is NaN. Source: Clevert, Unterthiner and Hochreiter 2016, equation 15; Keras 3, `elu`.
  static func elu(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int, alpha: Float
  )

  /// Computes `dx = dy` where the output `y` of `elu` is greater than 0, else `dy * (y + alpha)`;
  /// `dx` may be `dy`.
  ///
  /// For an `alpha` of at least 0. As in Keras 3, the derivative at 0 is `alpha`.
  static func eluGradient(
    output y: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, count: Int, alpha: Float
  )

  /// Computes `y = e^x`, as `vectorExp` does; `y` may be `x`.
  ///
  /// +inf above 88.72283. Source: Keras 3, `exponential`.
  static func exponential(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  )

  /// Computes `dx = dy * y` from the output `y` of `exponential`; `dx` may be `dy`.
  static func exponentialGradient(
    output y: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, count: Int
  )

  /// Computes `y = x / 2 * (1 + erf(x / √2))`; `y` may be `x`.
  ///
  /// NaN for -inf, as the formula gives it. Source: Hendrycks and Gimpel 2016, section 2; Keras 3,
  /// `gelu` by default.
  static func gelu(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  )

  /// Computes `dx = dy * (Φ(x) + x φ(x))` from the input `x` of `gelu`; `dx` may be `dy`.
  ///
  /// `Φ(x) = (1 + erf(x / √2)) / 2` and `φ(x) = e^(-x²/2) / √(2π)`. NaN for infinities.
  static func geluGradient(
    input x: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, count: Int
  )

  /// Computes `y = tanh x`, as `vectorTanh` does; `y` may be `x`.
  static func tanh(_ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int)

  /// Computes `dx = dy * (1 - y²)` from the output `y` of `tanh`; `dx` may be `dy`.
  static func tanhGradient(
    output y: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, count: Int
  )

  /// Computes `y = x` where `x > 0`, else `negativeSlope * x`; `y` may be `x`.
  ///
  /// NaN is NaN. Source: Keras 3, `leaky_relu`.
  static func leakyRelu(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int,
    negativeSlope: Float
  )

  /// Computes `dx = dy` where the input `x` of `leakyRelu` is greater than 0, else
  /// `negativeSlope * dy`; `dx` may be `dy`.
  ///
  /// For a slope of at least 0 the output may be passed as the input: their signs agree. As in
  /// Keras 3, the derivative at 0 is the slope.
  static func leakyReluGradient(
    input x: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, count: Int, negativeSlope: Float
  )

  /// Computes `y = max(x, 0)`, with +0 for -0 and NaN for NaN; `y` may be `x`.
  static func relu(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  )

  /// Computes `dx = dy` where the output `y` of `relu` is greater than 0, else +0.
  ///
  /// `dx` may be `dy`. As in Keras 3, the derivative at 0 is 0; where `y` is NaN it is also 0.
  static func reluGradient(
    output y: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, count: Int
  )

  /// Computes `y = 1 / (1 + e^-x)`; `y` may be `x`.
  ///
  /// At most 3 ulp from the true value wherever that is a normal number, without overflow on either
  /// side; below -87.33654 it is +0. NaN is NaN. Source: Keras 3, `sigmoid`.
  static func sigmoid(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  )

  /// Computes `dx = dy * (y * (1 - y))` from the output `y` of `sigmoid`; `dx` may be `dy`.
  static func sigmoidGradient(
    output y: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, count: Int
  )

  /// Computes `y = x * sigmoid(x)`; `y` may be `x`.
  ///
  /// NaN for -inf, as the formula gives it. Source: Keras 3, `silu`.
  static func silu(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  )

  /// Computes `dx = dy * (s * (1 + x * (1 - s)))` with `s = sigmoid(x)` from the input `x` of
  /// `silu`; `dx` may be `dy`.
  static func siluGradient(
    input x: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, count: Int
  )

  /// Computes the softmax of each row: `p[j] = e^(x[j] - max) / Σ e^(x[i] - max)`.
  ///
  /// The sum adds columns 16 apart in order, then the 16 lanes in one fixed tree. A row with a NaN,
  /// a +inf or nothing but -inf becomes NaN.
  ///
  /// Shapes: `x` and `p` are `[rows, columns]`; `p` may be `x`.
  static func softmax(
    _ x: UnsafePointer<Float>, into p: UnsafeMutablePointer<Float>, rows: Int, columns: Int
  )

  /// Computes `y = ln(1 + e^x)` as `max(x, 0) + ln(1 + e^-|x|)`, without overflow; `y` may be `x`.
  ///
  /// At most 3 ulp from the true value wherever that is a normal number; below -87.33654 it is +0.
  /// +inf is +inf, NaN is NaN. Source: Keras 3, `softplus`.
  static func softplus(
    _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, count: Int
  )

  /// Computes `dx = dy * sigmoid(x)` from the input `x` of `softplus`; `dx` may be `dy`.
  static func softplusGradient(
    input x: UnsafePointer<Float>, gradient dy: UnsafePointer<Float>,
    into dx: UnsafeMutablePointer<Float>, count: Int
  )
}
