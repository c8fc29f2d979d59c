/// The shape of one sample of a tensor: all dimensions but the batch's.
public struct Shape: Hashable, Sendable, ExpressibleByArrayLiteral {
  /// The sizes, outermost first.
  public let dimensions: [Int]

  /// A shape of the given sizes, outermost first.
  public init(_ dimensions: [Int]) {
    self.dimensions = dimensions
  }

  /// A shape of the given sizes, outermost first.
  public init(arrayLiteral elements: Int...) {
    self.init(elements)
  }

  /// The number of dimensions.
  public var rank: Int { dimensions.count }

  /// The number of elements of one sample: 1 for a shape without dimensions; `Int.max` where the
  /// product overflows.
  public var elementCount: Int {
    dimensions.reduce(1) { count, size in
      let (product, overflows) = count.multipliedReportingOverflow(by: size)
      return overflows ? .max : product
    }
  }

  /// The same elements in one dimension, in row-major order.
  package func flattened() -> Shape {
    [elementCount]
  }
}

extension Shape: CustomStringConvertible {
  /// The shape as Keras writes it, the batch's size unknown: `(None, 784)`.
  public var description: String {
    "(" + (["None"] + dimensions.map(String.init)).joined(separator: ", ") + ")"
  }
}
