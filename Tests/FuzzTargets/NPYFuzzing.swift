import Datasets
import FileFormats

/// Reads some bytes as an array, plain, in gzip and in an archive, which must end alike.
func fuzzNPY(_ bytes: [UInt8]) {
  ScratchFile.input.replace(with: bytes)
  let plain = readNPY(ScratchFile.input.path, byteCount: bytes.count)
  guard bytes.count < 1 << 14, !bytes.starts(with: [0x1F, 0x8B]) else { return }
  ScratchFile.input.replace(with: gzipMember(bytes))
  let compressed = readNPY(ScratchFile.input.path, byteCount: bytes.count)
  expect(plain == compressed, "\(plain?.count ?? -1) bytes, \(compressed?.count ?? -1) out of gzip")
  ScratchFile.input.replace(with: zipFile("a.npy", bytes))
  let stored = readMember(ScratchFile.input.path)
  expect(plain == stored, "\(plain?.count ?? -1) bytes, \(stored?.count ?? -1) out of an archive")
}

/// Reads a file to its end as an array, as samples and as labels.
///
/// - Returns: The elements, or nil if this is no such file.
func readNPY(_ path: String, byteCount: Int) -> [UInt8]? {
  let elements = elements { try ArrayFile(path) }
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
