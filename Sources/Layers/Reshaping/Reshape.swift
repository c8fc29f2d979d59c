public import Engine

/// The same elements in another shape; nothing is copied.
///
/// One size of the target may be -1: it is inferred from the input's elements. Source: Keras 3,
/// `Reshape`.
public final class Reshape: BuiltInLayer {
  /// The shape of one sample of the output, as given.
  package let targetShape: Shape
  package let base: LayerBase

  /// Creates a layer with a target shape; as the first layer of a `Sequential` it needs
  /// `inputShape`.
  public init(_ targetShape: Shape, inputShape: Shape? = nil, name: String? = nil) {
    self.targetShape = targetShape
    base = LayerBase(name: name, inputShape: inputShape)
  }

  /// Returns the target shape, for an input with the same number of elements.
  package func outputShape(of inputs: [Shape]) throws(ModelError) -> Shape {
    let shape = try onlyShape(of: inputs)
    let sizes = targetShape.dimensions
    let known = Shape(sizes.filter { $0 != -1 })
    guard known.dimensions.allSatisfy({ $0 > 0 }), sizes.count - known.rank <= 1 else {
      throw .invalidValue(
        of: "the target shape of layer \(name ?? className)",
        expected: "sizes from 1 up, and at most one -1", found: "\(sizes)")
    }
    let count = known.elementCount
    guard sizes.count > known.rank else {
      guard shape.elementCount == count else {
        throw .shape(
          layer: name ?? className, expected: "\(count) elements, as \(targetShape) has",
          found: shape)
      }
      return targetShape
    }
    guard shape.elementCount % count == 0 else {
      throw .shape(
        layer: name ?? className,
        expected: "a multiple of \(count) elements for the target \(sizes)", found: shape)
    }
    return Shape(sizes.map { $0 == -1 ? shape.elementCount / count : $0 })
  }

  /// Returns no operations: the output is the input's memory.
  package func operations(of inputs: [Shape]) -> [any Operation] { [] }

  package var arguments: [String: ConfigurationValue] {
    ["target_shape": .array(targetShape.dimensions.map(ConfigurationValue.integer))]
  }
}
