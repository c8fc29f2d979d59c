import FileFormats
import Testing

@Suite("CRC32")
struct CRC32Tests {
  /// The check value that catalogues of CRCs give for "123456789".
  @Test func hasTheCheckValue() {
    #expect(CRC32(Array("123456789".utf8)).hexadecimal == "cbf43926")
  }

  @Test func ofNothingIsZero() {
    #expect(CRC32([]).hexadecimal == "00000000")
  }

  @Test(arguments: 0...9)
  func goesOnWhereItStopped(cut: Int) {
    let bytes = Array("123456789".utf8)
    var checksum = CRC32(Array(bytes[..<cut]))
    checksum.update(Array(bytes[cut...]))
    #expect(checksum == CRC32(bytes))
  }

  @Test func takesNumbersLeastSignificantByteFirst() {
    var checksum = CRC32()
    checksum.update(0x0807_0605_0403_0201 as UInt64)
    #expect(checksum == CRC32([1, 2, 3, 4, 5, 6, 7, 8]))
  }
}
