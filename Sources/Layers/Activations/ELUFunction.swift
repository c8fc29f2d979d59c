public import Engine
import Kernels

extension ActivationFunction {
  /// `f(x) = x` above 0, `exp(x) - 1` below; its derivative at 0 is 1.
  ///
  /// Source: Clevert et al. (2016), equation 15, with α = 1.
  public static let elu = ActivationFunction("elu") { shape in
    unsafe [
      ElementwiseOperation(size: shape.elementCount, source: .output) { x, y, count in
        unsafe Kernels.elu(x, into: y, count: count, alpha: 1)
      } gradient: { value, dy, dx, count in
        unsafe eluGradient(output: value, gradient: dy, into: dx, count: count, alpha: 1)
      }
    ]
  }
}
