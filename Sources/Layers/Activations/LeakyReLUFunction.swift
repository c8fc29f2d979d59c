public import Engine
import Kernels

extension ActivationFunction {
  /// `f(x) = x` above 0, `0.2 x` below: the default slope of Keras's function.
  ///
  /// The layer `LeakyReLU` takes any slope, and has another default.
  public static let leakyReLU = ActivationFunction("leaky_relu") { shape in
    unsafe [
      ElementwiseOperation(size: shape.elementCount, source: .input) { x, y, count in
        unsafe Kernels.leakyRelu(x, into: y, count: count, negativeSlope: 0.2)
      } gradient: { value, dy, dx, count in
        unsafe leakyReluGradient(
          input: value, gradient: dy, into: dx, count: count, negativeSlope: 0.2)
      }
    ]
  }
}
