import FileFormats
import Testing

@Suite("PNGImage")
struct PNGImageTests {
  /// A picture of one grey pixel, byte by byte; its checksums are those that zlib computes.
  @Test("has the bytes of the format")
  func pixel() {
    #expect(
      PNGImage([0x7F], width: 1, height: 1, channelCount: 1).bytes
        == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        + [0, 0, 0, 13] + Array("IHDR".utf8) + [0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]
        + [0x3A, 0x7E, 0x9B, 0x55]
        + [0, 0, 0, 13] + Array("IDAT".utf8)
        + [0x78, 0x01, 1, 2, 0, 0xFD, 0xFF, 0, 0x7F, 0x00, 0x81, 0x00, 0x80]
        + [0x7C, 0x4B, 0x6C, 0xA3]
        + [0, 0, 0, 0] + Array("IEND".utf8) + [0xAE, 0x42, 0x60, 0x82])
  }

  @Test("has several blocks where the pixels fill one")
  func blocks() {
    let size = 300
    let picture = PNGImage(
      [UInt8](repeating: 1, count: size * size), width: size, height: size, channelCount: 1)
    // Signature, two blocks of 5 bytes and a checksum around the rows, and three chunks.
    #expect(picture.bytes.count == 8 + 12 * 3 + 13 + 2 + 2 * 5 + size * (size + 1) + 4)
  }
}
