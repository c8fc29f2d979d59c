import Testing

@testable import Training

@Suite("SpanDigest")
struct SpanDigestTests {
  private let expected = SpanDigest(sum: 1_000, moment: 5_000)

  @Test("finds the only element that differs, and by how much")
  func change() {
    let found = SpanDigest(sum: 1_000 - 8, moment: 5_000 - 8 * 3)
    let change = found.change(from: expected, in: 0..<10)
    #expect(change?.index == 2 && change?.bits == -8)
    #expect(found.change(from: expected, in: 3..<10) == nil)
  }

  /// What a log says need not come from any tensor.
  @Test(
    "finds nothing in sums that no element can have",
    arguments: [
      (UInt64(1) << 63, UInt64(0)), (.max, 1 << 63), (1, 1 << 63), (0, 1), (.max, .max), (5, 7),
    ])
  func crafted(sum: UInt64, moment: UInt64) {
    let found = SpanDigest(sum: expected.sum &+ sum, moment: expected.moment &+ moment)
    #expect(found.change(from: expected, in: 1..<10) == nil)
  }
}
