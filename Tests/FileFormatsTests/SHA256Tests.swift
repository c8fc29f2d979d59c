import FileFormats
import TestSupport
import Testing

@Suite("SHA256")
struct SHA256Tests {
  /// Source: NIST, examples of FIPS 180-4.
  @Test(
    "of known bytes",
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        String(repeating: "a", count: 1_000_000),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
      ),
    ])
  func known(text: String, digest: String) throws {
    var whole = SHA256()
    whole.update(Array(text.utf8))
    #expect(whole.hexadecimal == digest)
    let folder = try TemporaryFolder()
    let path = try folder.write("file", Array(text.utf8))
    #expect(try SHA256(ofFile: path).hexadecimal == digest)
  }

  @Test("does not depend on how the bytes come", arguments: [1, 55, 63, 64, 65, 119])
  func pieces(size: Int) {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 * 7) }
    var (whole, pieces) = (SHA256(), SHA256())
    whole.update(bytes)
    for start in stride(from: 0, to: bytes.count, by: size) {
      pieces.update(Array(bytes[start..<min(start + size, bytes.count)]))
    }
    #expect(pieces.hexadecimal == whole.hexadecimal)
  }
}
