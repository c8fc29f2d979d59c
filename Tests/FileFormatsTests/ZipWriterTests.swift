import FileFormats
import TestSupport
import Testing

@Suite("ZipWriter")
struct ZipWriterTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test("writes members that the reader finds, with their checksums")
  func roundTrip() throws {
    let path = try folder.write("a.zip", [])
    var writer = ZipWriter(path: path)
    let members: [(String, [UInt8])] = [
      ("metadata.json", [1, 2, 3]), ("dense/kernel.npy", [UInt8](repeating: 7, count: 70_000)),
      ("é", []),
    ]
    for (name, bytes) in members { try writer.add(name, FileContent(bytes)) }
    try writer.write()
    let archive = try ZipArchive(path)
    #expect(archive.members.map(\.name) == members.map(\.0))
    for (member, (_, bytes)) in zip(archive.members, members) {
      let reader = try ZipMemberReader(member, of: archive)
      #expect(member.byteCount == bytes.count && !member.isDeflated)
      #expect(member.checksum == CRC32(bytes).value)
      try reader.readToEnd()
    }
  }

  @Test("has the format's fixed bytes for one member")
  func bytes() throws {
    let path = try folder.write("a.zip", [])
    var writer = ZipWriter(path: path)
    try writer.add("a", FileContent([0x61]))
    try writer.write()
    // The CRC-32 of "a" is E8B7BE43; version 20, stored, 1980-01-01.
    let fields: [UInt8] =
      [20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0, 0x43, 0xBE, 0xB7, 0xE8]
      + [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0]
    let local: [UInt8] = [0x50, 0x4B, 3, 4] + fields + [0x61, 0x61]
    let list: [UInt8] =
      [0x50, 0x4B, 1, 2, 20, 0] + fields + [UInt8](repeating: 0, count: 14) + [0x61]
    let end: [UInt8] = [0x50, 0x4B, 5, 6, 0, 0, 0, 0, 1, 0, 1, 0, 47, 0, 0, 0, 32, 0, 0, 0, 0, 0]
    #expect(try FileDescriptor(reading: path).contents() == local + list + end)
  }

  @Test("refuses two members of a name, and a name that is too long")
  func refused() throws {
    var writer = ZipWriter(path: "a.zip")
    try writer.add("a", FileContent())
    #expect {
      try writer.add("a", FileContent())
    } throws: { error in
      "\(error)"
        == "a.zip: member a: found a second member of this name; expected each name once"
    }
    #expect(throws: DataFileError.self) {
      try writer.add(String(repeating: "b", count: 65_536), FileContent())
    }
  }

  /// The pieces are one array, which nothing copies.
  @Test("refuses an archive that needs zip64")
  func large() throws {
    let piece = [Float](repeating: 0, count: 1 << 20)
    var content = FileContent()
    for _ in 0..<1024 { content.append(piece) }
    var writer = ZipWriter(path: "a.zip")
    #expect {
      try writer.add("a", content)
    } throws: { error in
      "\(error)".contains("expected less than 4 GiB, since zip64 is not written")
    }
  }
}
