import Engine

/// The chunks of a rank's slice of the parameter space, and their parameters.
///
/// What is computed for each chunk, by the rank that owns it, and gathered in order does not depend
/// on the slices.
struct OwnedChunks {
  /// The chunks of this rank's slice.
  let own: [Range<Int>]
  /// For each parameter, its chunks among those of all ranks.
  let ofParameter: [Range<Int>]
  /// For each parameter, its part of this rank's slice.
  let parts: [Range<Int>]

  /// Creates the chunks of a slice.
  init(of slice: Range<Int>, in space: ParameterSpace) {
    let chunks = space.chunks
    own = chunks.filter { slice.clamped(to: $0) == $0 }
    let ends = space.parameters.dropFirst().map(\.range.lowerBound) + [space.count]
    let extents = zip(space.parameters, ends).map { $0.range.lowerBound..<$1 }
    ofParameter = extents.map { extent in
      let first = chunks.count { $0.upperBound <= extent.lowerBound }
      return first..<first + chunks[first...].prefix { $0.lowerBound < extent.upperBound }.count
    }
    parts = extents.map { $0.clamped(to: slice) }
  }
}
