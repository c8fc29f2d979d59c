import FileFormats
import Testing

@Suite("Lookup3")
struct Lookup3Tests {
  /// The answers that lookup3.c gives in its comments.
  @Test(
    "has the answers of its author",
    arguments: [("", 0xDEAD_BEEF), ("Four score and seven years ago", 0x1777_0551)]
      as [(String, UInt32)])
  func answers(text: String, checksum: UInt32) {
    #expect(Lookup3.checksum(Array(text.utf8)) == checksum)
  }
}
