import Engine
import Layers
import Parallel
import Testing

@Suite("SlicePlan")
struct SlicePlanTests {
  /// The tutorial's network, one of a few chunks, and one smaller than a chunk.
  static let sizes: [[Int]] = [[784, 512, 10], [40, 50, 10], [3, 2]]

  private func space(_ sizes: [Int]) throws -> ParameterSpace {
    let model = Sequential([InputLayer(shape: [sizes[0]])])
    for units in sizes.dropFirst() { model.add(Dense(units)) }
    return try model.parameterSpace()
  }

  @Test(arguments: sizes)
  func coversTheSpaceInWholeChunks(sizes: [Int]) throws {
    let space = try space(sizes)
    let edges = Set(space.chunks.flatMap { [$0.lowerBound, $0.upperBound] })
    for count in [1, 2, 3, 4, 5, 7, 8, 16, 64, 500] {
      let slices = SlicePlan(space, count: count).slices
      #expect(slices.count == count)
      var end = 0
      for slice in slices {
        #expect(slice.lowerBound == end, "\(count) slices: \(slice) after \(end)")
        #expect(edges.contains(slice.upperBound), "\(count) slices: \(slice)")
        end = slice.upperBound
      }
      #expect(end == space.count, "\(count) slices")
    }
  }

  /// No edge is farther than half a chunk from where it would be best.
  @Test(arguments: sizes)
  func cutsAsEvenlyAsChunksAllow(sizes: [Int]) throws {
    let space = try space(sizes)
    for count in [1, 2, 3, 4, 5, 7, 8, 16, 64, 500] {
      for (index, slice) in SlicePlan(space, count: count).slices.enumerated() {
        let best = space.count * (index + 1) / count
        #expect(
          abs(slice.upperBound - best) <= ParameterSpace.chunkSize / 2 + 1,
          "\(count) slices: edge \(slice.upperBound), best \(best)")
      }
    }
  }

  @Test func leavesRanksWithoutWorkWhenThereAreFewChunks() throws {
    let slices = SlicePlan(try space([3, 2]), count: 5).slices
    #expect(slices.count { !$0.isEmpty } == 2, "a kernel and a bias, a chunk each: \(slices)")
    #expect(slices.count == 5)
  }

  @Test func hasEmptySlicesForAModelWithoutParameters() throws {
    #expect(SlicePlan(try space([4]), count: 3).slices == [0..<0, 0..<0, 0..<0])
  }
}
