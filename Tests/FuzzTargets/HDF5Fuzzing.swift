import FileFormats

/// Reads some bytes as a file with the end and the checksums that it should have, and some inputs
/// as they are, or as members of archives, which must end alike.
func fuzzHDF5(_ bytes: [UInt8], _ share: InputShare) {
  let whole = HDF5Repair.repaired(bytes)
  let plain = read(whole)
  if whole != bytes, share.includes(oneIn: 8) { _ = read(bytes) }
  for isDeflated in [false, true] where share.includes(oneIn: 16, turn: isDeflated ? 1 : 2) {
    ScratchFile.input.replace(with: zipFile([("a.h5", whole)], isDeflated: isDeflated))
    let found = readHDF5(byteCount: whole.count) {
      let archive = try ZipArchive(ScratchFile.input.path)
      guard let member = archive.member("a.h5") else { stop("the archive has no member") }
      return try HDF5File(member, of: archive)
    }
    expect(plain == found, "\(plain ?? "nothing"), \(found ?? "nothing") out of an archive")
  }
}

private func read(_ bytes: [UInt8]) -> String? {
  ScratchFile.input.replace(with: bytes)
  return readHDF5(ScratchFile.input.path, byteCount: bytes.count)
}

/// Reads all that a file offers.
///
/// - Returns: The groups, the arrays and a checksum of the elements; nil if this is no such file.
func readHDF5(_ path: String, byteCount: Int) -> String? {
  readHDF5(byteCount: byteCount) { try HDF5File(path) }
}

private func readHDF5(byteCount: Int, _ open: () throws -> HDF5File) -> String? {
  do {
    let file = try open()
    var checksum = CRC32()
    // Arrays may lie on one another; all of very many would be read for minutes.
    for name in file.names.prefix(64) {
      check(name, of: file, byteCount: byteCount, &checksum)
    }
    return "\(file.groups.count) groups, \(file.names.count) arrays, \(checksum.hexadecimal)"
  } catch {
    expectOneLine(error)
    return nil
  }
}

private func check(
  _ name: String, of file: HDF5File, byteCount: Int, _ checksum: inout CRC32
) {
  do {
    expect(file.contains(name), "\(name.debugDescription) is not found again")
    let dataset = try file.dataset(name)
    expect(
      dataset.elementCount * dataset.type.byteCount <= byteCount,
      "\(dataset.shape) in a file of \(byteCount) bytes")
    guard !dataset.type.isInteger else {
      checksum.update(UInt64(bitPattern: Int64(try file.integer(name))))
      return
    }
    let floats = try file.floats(name)
    expect(floats.count == dataset.elementCount, "\(floats.count) elements of \(dataset.shape)")
    unsafe floats.withUnsafeBytes { bytes in unsafe checksum.update(bytes) }
  } catch {
    expectOneLine(error)
  }
}
