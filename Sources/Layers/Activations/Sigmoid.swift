public import Engine
import Kernels

extension ActivationFunction {
  /// `f(x) = 1 / (1 + exp(-x))`: numbers from 0 to 1.
  public static let sigmoid: ActivationFunction = ActivationFunction("sigmoid") { shape in
    unsafe [
      ElementwiseOperation(
        size: shape.elementCount, activation: .sigmoid, source: .output
      ) { x, y, count in
        unsafe kernels.sigmoid(x, into: y, count: count)
      } gradient: { value, dy, dx, count in
        unsafe kernels.sigmoidGradient(output: value, gradient: dy, into: dx, count: count)
      }
    ]
  }
}
