import FileFormats
import Testing

@Suite("CRC32C")
struct CRC32CTests {
  /// Source: RFC 3720, appendix B.4; the first is the usual check of a CRC.
  @Test(
    "of known bytes",
    arguments: [
      (Array("123456789".utf8), 0xE306_9283), ([], 0),
      ([UInt8](repeating: 0, count: 32), 0x8A91_36AA),
      ([UInt8](repeating: 0xFF, count: 32), 0x62A8_AB43), (Array(0..<32), 0x46DD_794E),
    ] as [([UInt8], UInt32)])
  func known(bytes: [UInt8], value: UInt32) {
    #expect(CRC32C(bytes).value == value)
  }

  @Test("is rotated by 15 bits, and has a constant added, as TFRecord stores it")
  func masked() {
    #expect(CRC32C([]).masked == 0xA282_EAD8)
    // 0xE3069283 rotated is 0x2507C60D.
    #expect(CRC32C(Array("123456789".utf8)).masked == 0x2507_C60D &+ 0xA282_EAD8)
  }
}
