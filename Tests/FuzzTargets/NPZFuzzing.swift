import Datasets
import FileFormats

/// Reads some bytes as an archive with the four arrays of a data set, with the checksums that it
/// should have, and some inputs as they are too.
func fuzzNPZ(_ bytes: [UInt8], _ share: InputShare) {
  fuzzArchive(bytes, share, readNPZ)
}

/// Reads all members of an archive, then its arrays as a data set.
func readNPZ(_ path: String) {
  do {
    try readMembers(of: path)
    let data = try DataFiles.open(path)
    let count = data.layout.regionByteCount
    let region = try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      try unsafe data.read(into: UnsafeMutableRawBufferPointer(rebasing: raw[..<count]))
      filled = count
    }
    let split = try data.layout.split(region: ByteStorage(region))
    for part in [split.train, split.test] where part.samples.count > 0 {
      let last = part.samples.count - 1
      expect(part.labels.count == last + 1, "\(part.labels.count) labels of \(last + 1) samples")
      expect(
        part.samples[last].count == part.samples.sampleSize
          && part.labels.values(at: last).count == part.labels.sampleSize,
        "a sample or a label of another size")
    }
  } catch {
    expectOneLine(error)
  }
}
