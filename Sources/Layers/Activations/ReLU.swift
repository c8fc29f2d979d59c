public import Engine
import Kernels

extension ActivationFunction {
  /// The rectifier: `f(x) = max(x, 0)`; its derivative at 0 is 0.
  public static let relu = ActivationFunction("relu") { shape in
    unsafe [
      ElementwiseOperation(size: shape.elementCount, source: .output) { x, y, count in
        unsafe kernels.relu(x, into: y, count: count)
      } gradient: { y, dy, dx, count in
        unsafe kernels.reluGradient(output: y, gradient: dy, into: dx, count: count)
      }
    ]
  }
}
