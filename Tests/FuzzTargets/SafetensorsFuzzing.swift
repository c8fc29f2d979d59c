import FileFormats

/// Reads some bytes with a length that fits the header's text, and some inputs as they are too.
func fuzzSafetensors(_ bytes: [UInt8], _ share: InputShare) {
  ScratchFile.input.replace(with: bytes)
  // A change of the text's length would else never get past the first check.
  let brace = bytes.lastIndex(of: UInt8(ascii: "}")) ?? 0
  let length = littleEndian(brace - 7, byteCount: 8)
  let isWhole = brace < 8 || bytes.starts(with: length)
  if isWhole || share.includes(oneIn: 4) {
    readSafetensors(ScratchFile.input.path, byteCount: bytes.count)
  }
  guard !isWhole else { return }
  ScratchFile.input.write(length, at: 0)
  readSafetensors(ScratchFile.input.path, byteCount: bytes.count)
}

/// Reads all that a file offers.
private func readSafetensors(_ path: String, byteCount: Int) {
  do {
    let file = try SafetensorsFile(path)
    for tensor in file.tensors { check(tensor, of: file, byteCount: byteCount) }
    // Without this key verifying ends where it begins, and costs as much as all the rest.
    if file.metadata["headerChecksum"] != nil { verifySafetensors(path) }
  } catch {
    expectOneLine(error)
  }
}

/// Opens a file and checks all that it has checksums for.
func verifySafetensors(_ path: String) {
  do { _ = try SafetensorsFile(verifying: path) } catch { expectOneLine(error) }
}

private func check(_ tensor: SafetensorsFile.Tensor, of file: SafetensorsFile, byteCount: Int) {
  expect(
    tensor.byteRange.lowerBound >= 0 && tensor.byteRange.upperBound <= byteCount,
    "\(tensor.byteRange) in a file of \(byteCount) bytes")
  expect(file.contains(tensor.name), "\(tensor.name.debugDescription) is not found again")
  do {
    let floats = try file.floats(tensor.name)
    let doubles = try file.doubles(tensor.name)
    expect(
      floats.count == tensor.elementCount && doubles.count == tensor.elementCount,
      "\(floats.count) and \(doubles.count) elements, \(tensor.elementCount) expected")
  } catch {
    expectOneLine(error)
  }
}
