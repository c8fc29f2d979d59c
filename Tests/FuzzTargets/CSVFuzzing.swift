import Datasets
import FileFormats

/// Reads some bytes as a table, plain, and of some inputs with two readings or in gzip too, which
/// must end alike.
func fuzzCSV(_ bytes: [UInt8], _ share: InputShare) {
  ScratchFile.input.replace(with: bytes)
  let plain = readCSV(ScratchFile.input.path)
  if share.includes(oneIn: 4) {
    let twice = readCSV(ScratchFile.input.path, keeping: 0)
    expect(plain == twice, "\(plain ?? "nothing"), \(twice ?? "nothing") where it is read twice")
  }
  guard share.includes(oneIn: 8, turn: 1), bytes.count < 1 << 14,
    !bytes.starts(with: [0x1F, 0x8B])
  else { return }
  ScratchFile.input.replace(with: gzipMember(bytes))
  let compressed = readCSV(ScratchFile.input.path)
  expect(plain == compressed, "\(plain ?? "nothing"), \(compressed ?? "nothing") out of gzip")
}

/// Reads a file to its end as rows, and as samples and labels, in one reading unless the rows take
/// more memory than may be kept.
///
/// - Returns: The rows, samples and labels in numbers; nil if this is no table.
@discardableResult
func readCSV(_ path: String, keeping byteCount: Int = TableFile.maximumKeptByteCount) -> String? {
  var fieldCount = 0
  do {
    let reader = try CSVReader(path)
    while try reader.next() {
      fieldCount += reader.fieldCount
      expect(reader.row <= reader.line, "row \(reader.row) on line \(reader.line)")
    }
    let table = try TableFile(path, TableFile.Options(), maximumKeptByteCount: byteCount)
    let count = table.layout.regionByteCount
    let region = try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      try unsafe table.read(into: UnsafeMutableRawBufferPointer(rebasing: raw[..<count]))
      filled = count
    }
    let (samples, labels) = try table.layout.split(region: ByteStorage(region)).train
    expect(samples.count == labels.count, "\(samples.count) samples, \(labels.count) labels")
    expect(
      samples.count * (samples.sampleSize + 1) <= fieldCount,
      "\(samples.count) samples of \(samples.sampleSize) out of \(fieldCount) fields")
    if let names = labels.classNames { try labels.check(classCount: names.count) }
    return "\(fieldCount) fields, \(samples.crc32), \(labels.crc32), \(labels.encoding)"
  } catch {
    expectOneLine(error)
    return nil
  }
}
