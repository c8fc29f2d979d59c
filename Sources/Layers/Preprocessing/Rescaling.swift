public import Engine
import Kernels

/// A linear rescaling of inputs: `y = x · scale + offset`.
///
/// Shapes: the output has the input's shape. Source: Keras 3, `Rescaling`.
public final class Rescaling: BuiltInLayer {
  /// The factor; 1/255 for images of bytes.
  package let scale: Float
  /// The term that is added.
  package let offset: Float
  package let base: LayerBase

  /// Creates a layer with a scale; the first layer of a `Sequential` needs `inputShape`.
  public init(_ scale: Float, offset: Float = 0, inputShape: Shape? = nil, name: String? = nil) {
    self.scale = scale
    self.offset = offset
    base = LayerBase(name: name, inputShape: inputShape)
  }

  /// The input's shape.
  package func outputShape(of inputs: [Shape]) throws(ModelError) -> Shape {
    let shape = try onlyShape(of: inputs)
    guard scale.isFinite, offset.isFinite else {
      throw .invalidValue(
        of: "scale and offset of layer \(name ?? className)", expected: "finite numbers",
        found: "\(scale) and \(offset)")
    }
    return shape
  }

  package func operations(of inputs: [Shape]) -> [any Operation] {
    let (scale, offset) = (scale, offset)
    return unsafe [
      ElementwiseOperation(size: inputs[0].elementCount, source: .input) { x, y, count in
        unsafe kernels.rescale(x, into: y, count: count, scale: scale, offset: offset)
      } gradient: { _, dy, dx, count in
        unsafe kernels.rescale(dy, into: dx, count: count, scale: scale, offset: 0)
      }
    ]
  }

  package var arguments: [String: ConfigurationValue] {
    ["scale": .exact(scale), "offset": .exact(offset)]
  }
}
