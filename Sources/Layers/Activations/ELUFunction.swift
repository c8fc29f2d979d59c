public import Engine
import Kernels

extension ActivationFunction {
  /// `f(x) = x` above 0, `exp(x) - 1` below; its derivative at 0 is 1.
  ///
  /// Source: Clevert et al. (2016), equation 15, with α = 1.
  public static let elu = ActivationFunction("elu") { elu($0, 1) }

  /// `f(x) = x` above 0, `alpha · (exp(x) - 1)` below: the layer `ELU` in a function's place.
  package static func elu(alpha: Float) -> ActivationFunction {
    guard alpha != 1 else { return .elu }
    return ActivationFunction("elu", layer: ("ELU", ["alpha": .exact(alpha)])) {
      elu($0, alpha)
    }
  }

  private static func elu(_ shape: Shape, _ alpha: Float) -> [any Operation] {
    unsafe [
      ElementwiseOperation(size: shape.elementCount, source: .output) { x, y, count in
        unsafe kernels.elu(x, into: y, count: count, alpha: alpha)
      } gradient: { value, dy, dx, count in
        unsafe kernels.eluGradient(
          output: value, gradient: dy, into: dx, count: count, alpha: alpha)
      }
    ]
  }
}
