public import Engine
import Kernels

/// The exponential linear unit: `f(x) = x` above 0, `alpha · (exp(x) - 1)` below.
///
/// Shapes: the output has the input's shape. Source: Clevert et al. (2016), equation 15; Keras 3,
/// `ELU`.
public final class ELU: Layer {
  /// What the function tends to, negated, far below 0.
  public let alpha: Float
  /// The name that was given, or nil for a counted one.
  public let name: String?
  /// The layer's variables.
  public let state = LayerState()

  /// A layer with Keras's default.
  public init(alpha: Float = 1, name: String? = nil) {
    self.alpha = alpha
    self.name = name
  }

  /// The class's name in Keras.
  public var className: String { "ELU" }

  /// The input's shape.
  public func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape {
    let shape = try onlyShape(of: inputs)
    // From the output alone the gradient below 0 is found only for a positive alpha.
    guard alpha.isFinite, alpha > 0 else {
      throw .invalidValue(
        of: "alpha of layer \(name ?? className)", expected: "a number above 0",
        found: "\(alpha)")
    }
    return shape
  }

  /// What computes the layer.
  public func operations(for inputs: [Shape]) -> [any Operation] {
    let alpha = alpha
    return unsafe [
      ElementwiseOperation(size: inputs[0].elementCount, source: .output) { x, y, count in
        unsafe elu(x, into: y, count: count, alpha: alpha)
      } gradient: { y, dy, dx, count in
        unsafe eluGradient(output: y, gradient: dy, into: dx, count: count, alpha: alpha)
      }
    ]
  }

  /// The arguments in Keras's words.
  public var configuration: [String: ConfigurationValue] { ["alpha": .exact(alpha)] }
}
