import FileFormats

/// Reads some bytes as an archive of any files, with the checksums that it should have, and some
/// inputs as they are too.
func fuzzZip(_ bytes: [UInt8], _ share: InputShare) {
  fuzzArchive(bytes, share, readZip)
}

/// Reads an archive with the checksums that it should have, and some inputs as they are too.
func fuzzArchive(_ bytes: [UInt8], _ share: InputShare, _ read: (_ path: String) -> Void) {
  let whole = ZipChecksums.repaired(bytes)
  ScratchFile.input.replace(with: whole)
  read(ScratchFile.input.path)
  guard whole != bytes, share.includes(oneIn: 8) else { return }
  ScratchFile.input.replace(with: bytes)
  read(ScratchFile.input.path)
}

/// Reads all that an archive offers.
func readZip(_ path: String) {
  do { try readMembers(of: path) } catch { expectOneLine(error) }
}

/// Reads the members of an archive to their ends.
///
/// - Throws: The error of the list of members; one of a member is checked here.
func readMembers(of path: String) throws {
  let archive = try ZipArchive(path)
  // Enough of them where there are very many.
  for member in archive.members.prefix(16) { try read(member, of: archive) }
}

private func read(_ member: ZipArchive.Member, of archive: ZipArchive) throws {
  do {
    let reader = try ZipMemberReader(member, of: archive)
    var found = 0
    while true {
      let count = try reader.nextBytes(1 << 16).count
      found += count
      if count == 0 { break }
    }
    expect(found == member.byteCount, "\(found) bytes of \(member.byteCount)")
  } catch {
    expectOneLine(error)
  }
}
