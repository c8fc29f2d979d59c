public import Engine
import Kernels

extension ActivationFunction {
  /// `f(x) = x / (1 + exp(-x))`, also called swish.
  public static let silu = ActivationFunction("silu") { shape in
    unsafe [
      ElementwiseOperation(size: shape.elementCount, source: .input) { x, y, count in
        unsafe Kernels.silu(x, into: y, count: count)
      } gradient: { value, dy, dx, count in
        unsafe siluGradient(input: value, gradient: dy, into: dx, count: count)
      }
    ]
  }
}
