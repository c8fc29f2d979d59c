import Datasets
import FileFormats

/// Reads some bytes as labels and as images, plain and in gzip, which must end alike.
func fuzzIDX(_ bytes: [UInt8]) {
  for rank in [1, 3] {
    let plain = elements(of: bytes, rank: rank)
    // Twice compressed is another file.
    guard !bytes.starts(with: [0x1F, 0x8B]), bytes.count < 1 << 16 else { continue }
    let compressed = elements(of: gzipMember(bytes), rank: rank)
    expect(
      plain == compressed,
      "rank \(rank): \(plain?.count ?? -1) elements, \(compressed?.count ?? -1) out of gzip")
  }
}

private func elements(of bytes: [UInt8], rank: Int) -> [UInt8]? {
  ScratchFile.input.replace(with: bytes)
  return readIDX(ScratchFile.input.path, rank: rank, byteCount: bytes.count)
}

/// Reads a file to its end.
///
/// - Returns: The elements, or nil if this is no such file.
func readIDX(_ path: String, rank: Int, byteCount: Int) -> [UInt8]? {
  do {
    let file = try IDXFile(path, rank: rank)
    let count = file.byteCount
    expect(file.dimensions.count == rank, "\(file.dimensions) for rank \(rank)")
    expect(
      (1...Gzip.maximumInflatedByteCount(compressed: byteCount)).contains(count),
      "\(count) elements in a file of \(byteCount) bytes")
    // Not zeroed, as where data sets are loaded: a promise alone takes no memory.
    return try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      try unsafe file.read(into: UnsafeMutableRawBufferPointer(rebasing: raw[..<count]))
      filled = count
    }
  } catch {
    expectOneLine(error)
    return nil
  }
}
