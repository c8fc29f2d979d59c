/// The framing of records in TensorFlow's TFRecord files.
///
/// A record is its length (64 bits), the length's checksum, its bytes and their checksum, all
/// least significant byte first; the checksums are masked CRC-32Cs.
package enum TFRecord {
  /// The bytes before a record's own.
  private static let headerSize = 12
  /// The bytes behind a record's own.
  private static let footerSize = 4

  /// Returns a record with its frame.
  package static func framed(_ record: [UInt8]) -> [UInt8] {
    let length = littleEndian(UInt64(record.count))
    return length + littleEndian(CRC32C(length).masked) + record
      + littleEndian(CRC32C(record).masked)
  }

  /// Returns the records at the start of a file's bytes, up to its end or to the first record that
  /// is damaged or incomplete.
  ///
  /// - Returns: The ranges of the records' own bytes.
  package static func records(in bytes: [UInt8]) -> [Range<Int>] {
    var records: [Range<Int>] = []
    var offset = 0
    while bytes.count - offset >= headerSize + footerSize {
      let length = bytes[offset..<offset + 8]
      guard checksum(bytes, at: offset + 8) == CRC32C(length).masked,
        let count = Int(exactly: integer(length)),
        count <= bytes.count - offset - headerSize - footerSize
      else { break }
      let record = offset + headerSize..<offset + headerSize + count
      guard checksum(bytes, at: record.upperBound) == CRC32C(bytes[record]).masked else { break }
      records.append(record)
      offset = record.upperBound + footerSize
    }
    return records
  }

  /// Returns the offset at which the frame of a record ends.
  package static func end(of record: Range<Int>) -> Int { record.upperBound + footerSize }

  private static func checksum(_ bytes: [UInt8], at offset: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: integer(bytes[offset..<offset + 4]))
  }

  private static func integer(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static func littleEndian<Integer: FixedWidthInteger>(_ value: Integer) -> [UInt8] {
    stride(from: 0, to: Integer.bitWidth, by: 8).map { UInt8(truncatingIfNeeded: value >> $0) }
  }
}
