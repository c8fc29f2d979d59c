import FileFormats
import Testing

@Suite("JSON and Float")
struct JSONFloatTests {
  /// Ordinary numbers, neighbours of powers, the smallest and the largest.
  @Test(
    arguments: [
      0.1, 1 / 3, 0.001, 1e-7, 16_777_215, -0.0, Float(1).nextDown, .leastNormalMagnitude,
      .greatestFiniteMagnitude,
    ] as [Float])
  func comesBackToTheSameBits(value: Float) throws {
    let text = JSON.exact(value).serialized()
    let read = try JSON(parsing: Array(text.utf8)).floatValue
    #expect(read?.bitPattern == value.bitPattern, "\(value) as \(text)")
  }

  /// Keras writes 0.001 in single precision so.
  @Test func isWrittenWithKerasDigits() {
    #expect(JSON.exact(0.001).serialized() == "0.0010000000474974513")
  }

  @Test func readsWholeNumbersAndNothingElse() {
    #expect(JSON.integer(3).floatValue == 3)
    #expect(JSON.string("3").floatValue == nil)
    #expect(JSON.null.floatValue == nil)
  }
}
