/// A named range of a model's parameters.
public struct Parameter: Sendable {
  /// The layer's name and the variable's: `dense/kernel`.
  public let name: String
  /// The sizes, outermost first.
  public let shape: [Int]
  /// Where its values stand in the parameter space.
  public let range: Range<Int>

  let initializer: any Initializer
}

/// All trainable numbers of a model as one flat vector.
///
/// Every parameter starts at a multiple of 16 elements (one cache line, one vector); the elements
/// between two parameters are zero, have zero gradients and stay zero.
public struct ParameterSpace: Sendable {
  /// Elements per chunk: norms and digests are sums over chunks, and a rank's slice ends at a
  /// chunk's edge.
  public static let chunkSize = 1_024

  /// Every parameter's start is a multiple of this many elements.
  static let alignment = 16

  /// The parameters in model order.
  public let parameters: [Parameter]

  /// The length of the vector, gaps included: a multiple of 16.
  public let count: Int

  init(_ specifications: [(name: String, specification: ParameterSpecification)]) {
    var end = 0
    parameters = specifications.map { name, specification in
      let start = end
      let size = specification.shape.reduce(1, *)
      end = (start + size + Self.alignment - 1) / Self.alignment * Self.alignment
      return Parameter(
        name: name, shape: specification.shape, range: start..<start + size,
        initializer: specification.initializer)
    }
    count = end
  }

  /// The number of parameters, without the gaps: 407,050 for the tutorial's network.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.range.count } }

  /// The chunks in order: each parameter is cut from its start, the gap behind it belongs to its
  /// last chunk.
  public var chunks: [Range<Int>] {
    var chunks: [Range<Int>] = []
    for (place, parameter) in parameters.enumerated() {
      let end = place + 1 < parameters.count ? parameters[place + 1].range.lowerBound : count
      var start = parameter.range.lowerBound
      while start < end {
        let isLast = start + Self.chunkSize >= parameter.range.upperBound
        let next = isLast ? end : start + Self.chunkSize
        chunks.append(start..<next)
        start = next
      }
    }
    return chunks
  }
}
