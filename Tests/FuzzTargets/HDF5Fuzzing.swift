import FileFormats

/// Reads some bytes as they are, and once more with an end that fits their number.
func fuzzHDF5(_ bytes: [UInt8]) {
  ScratchFile.input.replace(with: bytes)
  readHDF5(ScratchFile.input.path, byteCount: bytes.count)
  // A change of the length would else never get past the first check.
  guard bytes.count > 96, bytes[8] < 2 else { return }
  let end = littleEndian(bytes.count, byteCount: 8)
  guard !bytes[40...].starts(with: end) else { return }
  ScratchFile.input.write(end, at: 40)
  readHDF5(ScratchFile.input.path, byteCount: bytes.count)
}

/// Reads all that a file offers.
func readHDF5(_ path: String, byteCount: Int) {
  do {
    let file = try HDF5File(path)
    // Arrays may lie on one another; all of very many would be read for minutes.
    for name in file.names.prefix(64) { check(name, of: file, byteCount: byteCount) }
  } catch {
    expectOneLine(error)
  }
}

private func check(_ name: String, of file: HDF5File, byteCount: Int) {
  do {
    expect(file.contains(name), "\(name.debugDescription) is not found again")
    let dataset = try file.dataset(name)
    expect(
      dataset.elementCount * dataset.type.byteCount <= byteCount,
      "\(dataset.shape) in a file of \(byteCount) bytes")
    guard !dataset.type.isInteger else {
      _ = try file.integer(name)
      return
    }
    let count = try file.floats(name).count
    expect(count == dataset.elementCount, "\(count) elements of \(dataset.shape)")
  } catch {
    expectOneLine(error)
  }
}
