public import Engine
import Kernels

/// The exponential linear unit: `f(x) = x` above 0, `alpha · (exp(x) - 1)` below.
///
/// Shapes: the output has the input's shape. Source: Clevert et al. (2016), equation 15; Keras 3,
/// `ELU`.
public final class ELU: BuiltInLayer {
  /// The negated limit of the function towards negative infinity.
  package let alpha: Float
  package let base: LayerBase

  /// Creates a layer with Keras's default.
  public init(alpha: Float = 1, name: String? = nil) {
    self.alpha = alpha
    base = LayerBase(name: name)
  }

  /// The input's shape.
  package func outputShape(of inputs: [Shape]) throws(ModelError) -> Shape {
    let shape = try onlyShape(of: inputs)
    // The gradient is computed from the output, which below 0 needs a positive alpha.
    guard alpha.isFinite, alpha > 0 else {
      throw .invalidValue(
        of: "alpha of layer \(name ?? className)", expected: "a number above 0",
        found: "\(alpha)")
    }
    return shape
  }

  package func operations(of inputs: [Shape]) -> [any Operation] {
    let alpha = alpha
    return unsafe [
      ElementwiseOperation(size: inputs[0].elementCount, source: .output) { x, y, count in
        unsafe kernels.elu(x, into: y, count: count, alpha: alpha)
      } gradient: { y, dy, dx, count in
        unsafe kernels.eluGradient(output: y, gradient: dy, into: dx, count: count, alpha: alpha)
      }
    ]
  }

  package var arguments: [String: ConfigurationValue] { ["alpha": .exact(alpha)] }
}
