import FileFormats
import Testing

/// The bytes are those of Protocol Buffers' guide to its encoding, or follow from it.
@Suite("ProtobufMessage")
struct ProtobufMessageTests {
  @Test("encodes integers seven bits a byte, negative ones in ten")
  func integers() {
    #expect(ProtobufMessage { $0.add(150, as: 1) }.bytes == [0x08, 0x96, 0x01])
    #expect(
      ProtobufMessage { $0.add(-1, as: 16) }.bytes
        == [0x80, 0x01] + [UInt8](repeating: 0xFF, count: 9) + [0x01])
  }

  @Test("encodes floats, least significant byte first")
  func floats() {
    #expect(ProtobufMessage { $0.add(Float(1), as: 2) }.bytes == [0x15, 0, 0, 0x80, 0x3F])
    #expect(
      ProtobufMessage { $0.add(1.0, as: 1) }.bytes == [0x09, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F])
    #expect(
      ProtobufMessage { $0.add([1.0, 0], as: 6) }.bytes
        == [0x32, 16, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F] + [UInt8](repeating: 0, count: 8))
  }

  @Test("encodes texts and messages behind their lengths")
  func lengths() {
    #expect(
      ProtobufMessage { $0.add("testing", as: 2) }.bytes == [0x12, 7] + Array("testing".utf8))
    let inner = ProtobufMessage { $0.add(150, as: 1) }
    #expect(ProtobufMessage { $0.add(inner, as: 3) }.bytes == [0x1A, 3, 0x08, 0x96, 0x01])
    let long = String(repeating: "a", count: 300)
    #expect(ProtobufMessage { $0.add(long, as: 2) }.bytes.prefix(3) == [0x12, 0xAC, 0x02])
  }
}
