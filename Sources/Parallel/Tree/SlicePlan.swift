package import Engine

/// The range of the parameter space that each rank updates.
///
/// Slices are consecutive whole chunks, as even as chunks allow; a slice can be empty when there
/// are more ranks than chunks. They never affect results.
package struct SlicePlan: Sendable, Equatable {
  /// The slices in order.
  package let slices: [Range<Int>]
  /// The number of chunks of each slice.
  package let chunkCounts: [Int]

  /// Divides the parameter space into `count` slices.
  package init(_ space: ParameterSpace, count: Int) {
    var slices: [Range<Int>] = []
    var chunkCounts: [Int] = []
    var start = 0
    var chunks = space.chunks[...]
    for number in 1...count {
      let goal = space.count * number / count
      var end = start
      let left = chunks.count
      while let chunk = chunks.first,
        number == count || (chunk.lowerBound + chunk.upperBound) / 2 < goal
      {
        end = chunk.upperBound
        chunks.removeFirst()
      }
      slices.append(start..<end)
      chunkCounts.append(left - chunks.count)
      start = end
    }
    self.slices = slices
    self.chunkCounts = chunkCounts
  }
}
