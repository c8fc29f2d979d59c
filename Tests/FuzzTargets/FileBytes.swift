import FileFormats

/// The bytes of a number, least significant first.
func littleEndian(_ value: Int, byteCount: Int) -> [UInt8] {
  (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
}

/// One gzip member (RFC 1952) whose deflate stream has a single stored block.
func gzipMember(_ content: [UInt8]) -> [UInt8] {
  [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF, 1]
    + littleEndian(content.count, byteCount: 2) + littleEndian(~content.count, byteCount: 2)
    + content + littleEndian(Int(CRC32(content).value), byteCount: 4)
    + littleEndian(content.count, byteCount: 4)
}

/// An IDX file of unsigned bytes.
func idxFile(_ dimensions: [Int], _ content: [UInt8]) -> [UInt8] {
  ([0x0800 | dimensions.count] + dimensions).flatMap { littleEndian($0, byteCount: 4).reversed() }
    + content
}

/// A safetensors file with a header's text as it is given.
func safetensorsFile(_ header: String, _ data: [UInt8]) -> [UInt8] {
  littleEndian(header.utf8.count, byteCount: 8) + Array(header.utf8) + data
}
