public import Engine
import Kernels

/// The leaky rectifier: `f(x) = x` above 0, `negativeSlope · x` below.
///
/// Shapes: the output has the input's shape. The derivative at 0 is the slope. Source: Keras 3,
/// `LeakyReLU`; Maas et al. (2013).
public final class LeakyReLU: BuiltInLayer {
  /// The slope below 0.
  package let negativeSlope: Float
  package let base: LayerBase

  /// Creates a layer with Keras's default slope; the tutorial uses 0.01.
  public init(negativeSlope: Float = 0.3, name: String? = nil) {
    self.negativeSlope = negativeSlope
    base = LayerBase(name: name)
  }

  /// Creates a layer; `alpha` is Keras's older name for the slope.
  @available(*, deprecated, renamed: "init(negativeSlope:name:)")
  public convenience init(alpha: Float, name: String? = nil) {
    self.init(negativeSlope: alpha, name: name)
  }

  /// The input's shape.
  package func outputShape(of inputs: [Shape]) throws(ModelError) -> Shape {
    let shape = try onlyShape(of: inputs)
    guard negativeSlope.isFinite, negativeSlope >= 0 else {
      throw .invalidValue(
        of: "negativeSlope of layer \(name ?? className)", expected: "a number from 0 up",
        found: "\(negativeSlope)")
    }
    return shape
  }

  package func operations(of inputs: [Shape]) -> [any Operation] {
    let slope = negativeSlope
    return unsafe [
      ElementwiseOperation(size: inputs[0].elementCount, source: .input) { x, y, count in
        unsafe kernels.leakyRelu(x, into: y, count: count, negativeSlope: slope)
      } gradient: { x, dy, dx, count in
        unsafe kernels.leakyReluGradient(
          input: x, gradient: dy, into: dx, count: count, negativeSlope: slope)
      }
    ]
  }

  package var arguments: [String: ConfigurationValue] {
    ["negative_slope": .exact(negativeSlope)]
  }
}
