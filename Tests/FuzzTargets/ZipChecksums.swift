import FileFormats

/// The checksums of an archive's members as they should be: else no change of a content would come
/// further than to the comparison of its checksum.
enum ZipChecksums {
  /// The archive with the checksums in its list of members; it is not changed where there is none.
  ///
  /// A compressed member is one of a single stored block, as `zipFile` writes them, or is left as
  /// it is.
  static func repaired(_ bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    guard bytes.count >= 22,
      let end = (0...bytes.count - 22).last(where: { number(bytes, $0, 4) == 0x0605_4B50 })
    else { return bytes }
    var entry = number(bytes, end + 16, 4)
    while entry + 46 <= end, number(bytes, entry, 4) == 0x0201_4B50 {
      let start = number(bytes, entry + 42, 4)
      let count = number(bytes, entry + 20, 4)
      if start + 30 <= end {
        let content = start + 30 + number(bytes, start + 26, 2) + number(bytes, start + 28, 2)
        let block = number(bytes, entry + 10, 2) == 8 ? 5 : 0
        if count >= block, content + count <= end, bytes[content..<content + block].first ?? 1 == 1
        {
          let sum = unsafe bytes.withUnsafeBytes { all in
            unsafe CRC32(
              UnsafeRawBufferPointer(rebasing: all[content + block..<content + count])
            ).value
          }
          for index in 0..<4 {
            result[entry + 16 + index] = UInt8(truncatingIfNeeded: sum >> (8 * UInt32(index)))
          }
        }
      }
      entry +=
        46 + number(bytes, entry + 28, 2) + number(bytes, entry + 30, 2)
        + number(bytes, entry + 32, 2)
    }
    return result
  }

  private static func number(_ bytes: [UInt8], _ index: Int, _ byteCount: Int) -> Int {
    var value = 0
    for offset in (0..<byteCount).reversed() { value = value << 8 | Int(bytes[index + offset]) }
    return value
  }
}
