public import Engine
import Kernels

extension ActivationFunction {
  /// `f(x) = x Φ(x)`, with the normal distribution's Φ computed from the error function.
  ///
  /// Source: Hendrycks and Gimpel (2016), section 2.
  public static let gelu = ActivationFunction("gelu") { shape in
    unsafe [
      ElementwiseOperation(size: shape.elementCount, source: .input) { x, y, count in
        unsafe kernels.gelu(x, into: y, count: count)
      } gradient: { value, dy, dx, count in
        unsafe kernels.geluGradient(input: value, gradient: dy, into: dx, count: count)
      }
    ]
  }
}
