import FileFormats

/// What an HDF5 file says of itself, as it should be: else hardly any change would come further
/// than to the first comparison with it.
enum HDF5Repair {
  /// The file with an end that fits its number of bytes, and with the checksums of the new style.
  static func repaired(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count > 96 else { return bytes }
    var result = bytes
    let end = littleEndian(bytes.count, byteCount: 8)
    switch bytes[8] {
    case 0: result.replaceSubrange(40..<48, with: end)
    case 1: result.replaceSubrange(44..<52, with: end)
    default:
      result.replaceSubrange(28..<36, with: end)
      result.replaceSubrange(44..<48, with: checksum(result[..<44]))
    }
    for index in 0..<bytes.count - 16 where bytes[index] == UInt8(ascii: "O") {
      if bytes[index..<index + 4].elementsEqual("OHDR".utf8) { repairHeader(&result, at: index) }
      if bytes[index..<index + 4].elementsEqual("OCHK".utf8) { repairRest(&result, at: index) }
    }
    return result
  }

  /// Repairs the checksum of an object's header of version 2.
  private static func repairHeader(_ bytes: inout [UInt8], at index: Int) {
    let flags = bytes[index + 5]
    let start = index + 6 + (flags & 0x20 != 0 ? 16 : 0) + (flags & 0x10 != 0 ? 4 : 0)
    let width = 1 << Int(flags & 3)
    guard start + width <= bytes.count else { return }
    let size = bytes[start..<start + width].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    guard size <= UInt64(bytes.count) else { return }
    repair(&bytes, index..<start + width + Int(size))
  }

  /// Repairs the checksum of a block that continues a header, whose size stands behind its address.
  private static func repairRest(_ bytes: inout [UInt8], at index: Int) {
    let address = littleEndian(index, byteCount: 8)
    for place in 0..<bytes.count - 15 where bytes[place] == address[0] {
      guard bytes[place..<place + 8].elementsEqual(address) else { continue }
      let size = Int(bytes[place + 8]) | Int(bytes[place + 9]) << 8
      if size >= 8 { repair(&bytes, index..<index + size - 4) }
    }
  }

  /// Writes the checksum of bytes behind them, where there is room.
  private static func repair(_ bytes: inout [UInt8], _ range: Range<Int>) {
    guard range.upperBound + 4 <= bytes.count else { return }
    bytes.replaceSubrange(range.upperBound..<range.upperBound + 4, with: checksum(bytes[range]))
  }

  private static func checksum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    littleEndian(Int(Lookup3.checksum(bytes)), byteCount: 4)
  }
}
