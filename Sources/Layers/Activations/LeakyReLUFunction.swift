public import Engine
import Kernels

extension ActivationFunction {
  /// `f(x) = x` above 0, `0.2 x` below: the default slope of Keras's function.
  ///
  /// The layer `LeakyReLU` takes any slope, and has another default.
  public static let leakyReLU = ActivationFunction("leaky_relu") { leakyReLU($0, 0.2) }

  /// `f(x) = x` above 0, `negativeSlope · x` below: the layer `LeakyReLU` in a function's place.
  package static func leakyReLU(negativeSlope: Float) -> ActivationFunction {
    guard negativeSlope != 0.2 else { return .leakyReLU }
    return ActivationFunction(
      "leaky_relu", layer: ("LeakyReLU", ["negative_slope": .exact(negativeSlope)])
    ) { leakyReLU($0, negativeSlope) }
  }

  private static func leakyReLU(_ shape: Shape, _ slope: Float) -> [any Operation] {
    unsafe [
      ElementwiseOperation(size: shape.elementCount, source: .input) { x, y, count in
        unsafe kernels.leakyRelu(x, into: y, count: count, negativeSlope: slope)
      } gradient: { value, dy, dx, count in
        unsafe kernels.leakyReluGradient(
          input: value, gradient: dy, into: dx, count: count, negativeSlope: slope)
      }
    ]
  }
}
