import FileFormats

/// Returns one gzip member (RFC 1952) whose deflate stream has a single stored block.
public func gzipMember(_ content: [UInt8]) -> [UInt8] {
  precondition(content.count < 65_536)
  func littleEndian(_ value: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
  }
  return [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 1]
    + littleEndian(content.count, 2) + littleEndian(~content.count, 2) + content
    + littleEndian(Int(CRC32(content).value), 4) + littleEndian(content.count, 4)
}
