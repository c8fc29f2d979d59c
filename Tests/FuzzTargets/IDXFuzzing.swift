import Datasets
import FileFormats

/// Reads some bytes as labels and as images, plain, and some inputs in gzip too, which must end
/// alike.
func fuzzIDX(_ bytes: [UInt8], _ share: InputShare) {
  let plain = elements(of: bytes)
  // Twice compressed is another file.
  guard share.includes(oneIn: 8), !bytes.starts(with: [0x1F, 0x8B]), bytes.count < 1 << 16 else {
    return
  }
  let compressed = elements(of: gzipMember(bytes))
  expect(
    plain == compressed,
    "\(plain.map { $0?.count ?? -1 }) elements, \(compressed.map { $0?.count ?? -1 }) out of gzip")
}

/// The elements of the labels and of the images, nil where they are none.
private func elements(of bytes: [UInt8]) -> [[UInt8]?] {
  ScratchFile.input.replace(with: bytes)
  return [1, 3].map { readIDX(ScratchFile.input.path, rank: $0, byteCount: bytes.count) }
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
