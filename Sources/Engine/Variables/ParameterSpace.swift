/// A named range of a model's parameters.
package struct Parameter: Sendable {
  /// The layer's name and the variable's: `dense/kernel`.
  package let name: String
  /// The sizes, outermost first.
  package let shape: [Int]
  /// The range of its values in the parameter space.
  package let range: Range<Int>

  let initializer: any Initializer
}

/// The layout of all trainable variables of a model in one flat vector.
///
/// Every parameter starts at a multiple of 16 elements (one cache line, one vector); the elements
/// between two parameters are zero, have zero gradients and stay zero.
package struct ParameterSpace: Sendable {
  /// The number of elements of a chunk: norms and digests are sums over chunks, and a rank's slice
  /// ends at a chunk boundary.
  package static let chunkSize = 1_024

  /// The alignment of every parameter's start, in elements.
  static let alignment = 16

  /// The parameters in model order.
  package let parameters: [Parameter]

  /// The length of the vector, gaps included: a multiple of 16.
  package let count: Int

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
  package var parameterCount: Int { parameters.reduce(0) { $0 + $1.range.count } }

  /// The chunks in order: each parameter is divided from its start; the gap after it belongs to its
  /// last chunk.
  package var chunks: [Range<Int>] {
    var chunks: [Range<Int>] = []
    for (index, parameter) in parameters.enumerated() {
      let end = index + 1 < parameters.count ? parameters[index + 1].range.lowerBound : count
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
