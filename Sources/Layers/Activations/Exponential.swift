public import Engine
import Kernels

extension ActivationFunction {
  /// `f(x) = exp(x)`; infinite above 88.72.
  public static let exponential = ActivationFunction("exponential") { shape in
    unsafe [
      ElementwiseOperation(size: shape.elementCount, source: .output) { x, y, count in
        unsafe kernels.exponential(x, into: y, count: count)
      } gradient: { value, dy, dx, count in
        unsafe kernels.exponentialGradient(output: value, gradient: dy, into: dx, count: count)
      }
    ]
  }
}
