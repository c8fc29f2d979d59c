public import Engine
import Kernels

/// Numbers brought to another range: `y = x · scale + offset`.
///
/// Shapes: the output has the input's shape. Source: Keras 3, `Rescaling`.
public final class Rescaling: Layer {
  /// What each number is multiplied by; 1/255 for images of bytes.
  public let scale: Float
  /// What is added.
  public let offset: Float
  /// The name that was given, or nil for a counted one.
  public let name: String?
  /// The layer's variables.
  public let state = LayerState()

  /// The shape of one sample of the input, where one was given.
  public let inputShape: Shape?

  /// A layer of the given scale; the first layer of a `Sequential` needs `inputShape`.
  public init(_ scale: Float, offset: Float = 0, inputShape: Shape? = nil, name: String? = nil) {
    self.scale = scale
    self.offset = offset
    self.inputShape = inputShape
    self.name = name
  }

  /// The class's name in Keras.
  public var className: String { "Rescaling" }

  /// The input's shape.
  public func outputShape(for inputs: [Shape]) throws(ModelError) -> Shape {
    let shape = try onlyShape(of: inputs)
    guard scale.isFinite, offset.isFinite else {
      throw .invalidValue(
        of: "scale and offset of layer \(name ?? className)", expected: "finite numbers",
        found: "\(scale) and \(offset)")
    }
    return shape
  }

  /// What computes the layer.
  public func operations(for inputs: [Shape]) -> [any Operation] {
    let (scale, offset) = (scale, offset)
    return unsafe [
      ElementwiseOperation(size: inputs[0].elementCount, source: .input) { x, y, count in
        unsafe rescale(x, into: y, count: count, scale: scale, offset: offset)
      } gradient: { _, dy, dx, count in
        unsafe rescale(dy, into: dx, count: count, scale: scale, offset: 0)
      }
    ]
  }

  /// The arguments in Keras's words.
  public var configuration: [String: ConfigurationValue] {
    ["scale": .exact(scale), "offset": .exact(offset)]
  }
}
