import Kernels
import TestSupport
import Testing

@Suite("Claim")
struct ClaimTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Also bits that arithmetic would change: NaN's payloads, denormals, -0.
  @Test(arguments: [0, 1, 15, 16, 17, 100, 4_096, 50_000])
  func leavesTheMemoryAndTheGradientAsTheyAre(count: Int) {
    let patterns: [UInt32] = [0x7fa0_1234, 0xffc0_0001, 1, 0x8000_0000, 0x3f80_0000]
    let claimed = (0..<count).map { Float(bitPattern: patterns[$0 % patterns.count]) }
    for (inner, columns) in [(1, 1), (9, 35), (40, 64), (33, 130)] {
      for isDark in [false, true] {
        let memory = GuardedBuffer(claimed)
        let gradient = Self.gradient(
          inner: inner, columns: columns, isDark: isDark,
          Claim(UnsafeMutableBufferPointer(start: memory.pointer, count: count)))
        let what = "[\(inner), \(columns)], \(isDark ? "mostly zeros" : "dense")"
        #expect(
          memory.values.map(\.bitPattern) == claimed.map(\.bitPattern), "claimed beside \(what)")
        #expect(memory.isIntactBefore, "written before what is claimed beside \(what)")
        expectSameBits(
          gradient,
          Self.gradient(inner: inner, columns: columns, isDark: isDark, Claim()), what)
      }
    }
  }

  private static func gradient(
    inner: Int, columns: Int, isDark: Bool, _ claim: Claim
  ) -> [Float] {
    var samples = SampleValues(seed: UInt64(inner * columns))
    let cut = LeafCut(sizes: [8, 8])
    let x = samples.floats(16 * inner).enumerated().map { isDark && $0 % 7 != 0 ? 0 : $1 }
    let (input, dy) = (GuardedBuffer(x), GuardedBuffer(samples.floats(16 * columns)))
    let leafRows = GuardedBuffer(cut.leafRows)
    let output = GuardedBuffer(count: inner * columns)
    let scratch = GuardedBuffer(
      scratch: kernels.matmulScratchCount(rows: 16, inner: inner, columns: columns))
    kernels.weightGradient(
      input.pointer, dy.pointer, into: output.pointer, leafRows: leafRows.pointer, leafCount: 2,
      inner: inner, columns: columns, scratch: scratch.pointer, claim: claim)
    return output.values
  }
}
