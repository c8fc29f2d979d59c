public import Engine
import Kernels

extension ActivationFunction {
  /// The hyperbolic tangent: numbers from -1 to 1.
  public static let tanh = ActivationFunction("tanh") { shape in
    unsafe [
      ElementwiseOperation(size: shape.elementCount, source: .output) { x, y, count in
        unsafe kernels.tanh(x, into: y, count: count)
      } gradient: { value, dy, dx, count in
        unsafe kernels.tanhGradient(output: value, gradient: dy, into: dx, count: count)
      }
    ]
  }
}
