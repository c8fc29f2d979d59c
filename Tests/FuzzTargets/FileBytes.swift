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

/// A NumPy array with a header's text as it is given.
func npyFile(_ header: String, _ content: [UInt8], version: UInt8 = 1) -> [UInt8] {
  [0x93] + Array("NUMPY".utf8) + [version, 0]
    + littleEndian(header.utf8.count, byteCount: version == 1 ? 2 : 4) + Array(header.utf8)
    + content
}

/// A NumPy array with the header that NumPy writes.
func npyFile(_ type: String, _ shape: String, _ content: [UInt8], order: String = "False")
  -> [UInt8]
{
  npyFile("{'descr': '\(type)', 'fortran_order': \(order), 'shape': (\(shape)), }\n", content)
}

/// A zip archive of stored members, or of deflated ones that are one stored block each.
func zipFile(_ members: [(name: String, content: [UInt8])], isDeflated: Bool = false) -> [UInt8] {
  var file: [UInt8] = []
  var list: [UInt8] = []
  for (name, content) in members {
    let block =
      [1] + littleEndian(content.count, byteCount: 2) + littleEndian(~content.count, byteCount: 2)
    let stored = (isDeflated ? block : []) + content
    let common =
      littleEndian(20, byteCount: 4) + littleEndian(isDeflated ? 8 : 0, byteCount: 6)
      + littleEndian(Int(CRC32(content).value), byteCount: 4)
      + littleEndian(stored.count, byteCount: 4) + littleEndian(content.count, byteCount: 4)
      + littleEndian(name.utf8.count, byteCount: 4)
    list += littleEndian(0x0201_4B50, byteCount: 4) + [20, 0] + common
    list += littleEndian(0, byteCount: 10) + littleEndian(file.count, byteCount: 4)
    list += Array(name.utf8)
    file += littleEndian(0x0403_4B50, byteCount: 4) + common + Array(name.utf8) + stored
  }
  return file + list + zipEnd(count: members.count, listByteCount: list.count, at: file.count)
}

/// A zip archive of one stored member.
func zipFile(_ name: String, _ content: [UInt8]) -> [UInt8] { zipFile([(name, content)]) }

/// The end of a zip archive.
func zipEnd(count: Int, listByteCount: Int, at offset: Int) -> [UInt8] {
  littleEndian(0x0605_4B50, byteCount: 4) + littleEndian(0, byteCount: 4)
    + littleEndian(count, byteCount: 2) + littleEndian(count, byteCount: 2)
    + littleEndian(listByteCount, byteCount: 4) + littleEndian(offset, byteCount: 4) + [0, 0]
}

/// A safetensors file with a header's text as it is given.
func safetensorsFile(_ header: String, _ data: [UInt8]) -> [UInt8] {
  littleEndian(header.utf8.count, byteCount: 8) + Array(header.utf8) + data
}
