import FileFormats

/// Reads some bytes with an end that fits their number, and some inputs as they are too.
func fuzzHDF5(_ bytes: [UInt8], _ share: InputShare) {
  // A change of the length would else never get past the first check.
  let end = littleEndian(bytes.count, byteCount: 8)
  let isWhole = bytes.count <= 96 || bytes[8] > 1 || bytes[40..<48].elementsEqual(end)
  ScratchFile.input.replace(with: bytes)
  if isWhole || share.includes(oneIn: 8) {
    readHDF5(ScratchFile.input.path, byteCount: bytes.count)
  }
  guard !isWhole else { return }
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
