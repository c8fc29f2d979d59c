import FileFormats
import Testing

@Suite("TFRecord")
struct TFRecordTests {
  private static let record = Array("brain.Event:2 and a time".utf8)

  @Test("frames a record as TensorFlow's event files begin")
  func framed() {
    let framed = TFRecord.framed(Self.record)
    // 24 bytes, and the checksum that every event file without steps begins with.
    #expect(framed.prefix(12) == [24, 0, 0, 0, 0, 0, 0, 0, 0xA3, 0x7F, 0x4B, 0x22])
    #expect(framed.count == 12 + 24 + 4)
    #expect(TFRecord.records(in: framed) == [12..<36])
  }

  @Test("reads records up to the first that is cut off", arguments: [1, 4, 5, 20, 39])
  func truncated(missing: Int) {
    let whole = TFRecord.framed(Self.record)
    let bytes = whole + TFRecord.framed([]) + whole
    #expect(TFRecord.records(in: bytes).count == 3)
    let records = TFRecord.records(in: Array(bytes.dropLast(missing)))
    #expect(records == [12..<36, 52..<52])
    #expect(records.last.map(TFRecord.end) == whole.count + 16)
  }

  @Test("finds a change of any byte")
  func damaged() {
    let whole = TFRecord.framed(Self.record)
    for index in whole.indices {
      var bytes = whole
      bytes[index] ^= 0x10
      #expect(TFRecord.records(in: bytes).isEmpty, "byte \(index)")
    }
  }
}
