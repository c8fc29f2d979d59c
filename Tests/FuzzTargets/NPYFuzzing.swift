import Datasets
import FileFormats

/// Reads some bytes as an array, plain, and of some inputs in gzip or in an archive too, which must
/// end alike.
func fuzzNPY(_ bytes: [UInt8], _ share: InputShare) {
  ScratchFile.input.replace(with: bytes)
  let plain = readNPY(ScratchFile.input.path, byteCount: bytes.count, share)
  guard bytes.count < 1 << 14, !bytes.starts(with: [0x1F, 0x8B]) else { return }
  if share.includes(oneIn: 8) {
    ScratchFile.input.replace(with: gzipMember(bytes))
    let found = readNPY(ScratchFile.input.path, byteCount: bytes.count, .whole)
    expect(plain == found, "\(plain?.count ?? -1) bytes, \(found?.count ?? -1) out of gzip")
  }
  if share.includes(oneIn: 8, turn: 1) {
    ScratchFile.input.replace(with: zipFile("a.npy", bytes))
    let found = readMember(ScratchFile.input.path)
    expect(plain == found, "\(plain?.count ?? -1) bytes, \(found?.count ?? -1) out of an archive")
  }
}

/// Reads a file to its end as an array, as samples and as labels.
///
/// - Returns: The elements, or nil if this is no such file.
func readNPY(_ path: String, byteCount: Int, _ share: InputShare = .whole) -> [UInt8]? {
  let elements = elements { try ArrayFile(path) }
  // What is no array fails as samples and as labels by the same check.
  guard elements != nil || share.includes(oneIn: 8, turn: 2) else { return nil }
  do {
    let samples = try Samples(npy: path)
    for index in [0, samples.count - 1] where samples.count > 0 && samples.sampleSize < 1 << 20 {
      expect(samples[index].count == samples.sampleSize, "a sample of another size")
    }
  } catch {
    expectOneLine(error)
  }
  do {
    let labels = try Labels(npy: path)
    if labels.count > 0 { _ = labels.values(at: labels.count - 1) }
    _ = labels.crc32
  } catch {
    expectOneLine(error)
  }
  return elements
}

private func readMember(_ path: String) -> [UInt8]? {
  elements {
    let archive = try ZipArchive(path)
    guard let member = archive.member("a.npy") else { stop("the archive has no member") }
    return try ArrayFile(member, of: archive)
  }
}

private func elements(_ open: () throws -> ArrayFile) -> [UInt8]? {
  do {
    let array = try open()
    let count = array.header.contentByteCount
    // Not zeroed, as where data sets are loaded: a promise alone takes no memory.
    return try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      try unsafe array.read(into: UnsafeMutableRawBufferPointer(rebasing: raw[..<count]))
      filled = count
    }
  } catch {
    expectOneLine(error)
    return nil
  }
}
