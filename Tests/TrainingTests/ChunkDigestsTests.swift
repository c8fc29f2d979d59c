import Engine
import Testing

@testable import Training

@Suite("ChunkDigests")
struct ChunkDigestsTests {
  /// Chunks as a parameter space has them: the last of each parameter is shorter.
  private static let chunks = [
    0..<1_024, 1_024..<2_048, 2_048..<2_100, 2_100..<3_124, 3_124..<3_125,
  ]
  private static let count = 3_125

  @Test(
    "are those of the whole chunks, whatever the parts and their order",
    arguments: [1, 7, 1_000, 1_024, 4_096], [false, true])
  func parts(size: Int, isReversed: Bool) {
    let values = Arena(count: Self.count)
    for index in 0..<Self.count {
      let bits = UInt32(truncatingIfNeeded: UInt64(index).mixed)
      unsafe values.base[index] = Float(bitPattern: bits)
    }
    let expected = unsafe VectorDigest(of: values.base, runs: Self.chunks).folded
    let digests = ChunkDigests(of: Self.chunks)
    var parts: [Range<Int>] = []
    (0..<Self.count).forEachPart(of: size) { parts.append($0) }
    #expect(parts.first?.lowerBound == 0 && parts.last?.upperBound == Self.count)
    for part in isReversed ? parts.reversed() : parts {
      unsafe digests.take(part, values.base + part.lowerBound)
    }
    #expect(digests.folded == expected)
    digests.restart()
    unsafe digests.take(0..<Self.count, values.base)
    #expect(digests.folded == expected)
  }
}
