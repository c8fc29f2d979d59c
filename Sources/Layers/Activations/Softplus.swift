public import Engine
import Kernels

extension ActivationFunction {
  /// `f(x) = log(1 + exp(x))`: a smooth rectifier.
  public static let softplus = ActivationFunction("softplus") { shape in
    unsafe [
      ElementwiseOperation(size: shape.elementCount, source: .input) { x, y, count in
        unsafe kernels.softplus(x, into: y, count: count)
      } gradient: { value, dy, dx, count in
        unsafe kernels.softplusGradient(input: value, gradient: dy, into: dx, count: count)
      }
    ]
  }
}
