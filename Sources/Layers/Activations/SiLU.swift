public import Engine
import Kernels

extension ActivationFunction {
  /// `f(x) = x / (1 + exp(-x))`, also called swish.
  public static let silu = ActivationFunction("silu") { shape in
    unsafe [
      ElementwiseOperation(size: shape.elementCount, source: .input) { x, y, count in
        unsafe kernels.silu(x, into: y, count: count)
      } gradient: { value, dy, dx, count in
        unsafe kernels.siluGradient(input: value, gradient: dy, into: dx, count: count)
      }
    ]
  }
}
