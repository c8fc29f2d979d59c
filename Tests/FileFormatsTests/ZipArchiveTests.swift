import FileFormats
import TestSupport
import Testing

@Suite("ZipArchive")
struct ZipArchiveTests {
  private let folder: TemporaryFolder
  private let long = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 8) }

  init() throws {
    folder = try TemporaryFolder()
  }

  private func archive(_ zip: ZipFile) throws -> ZipArchive {
    try ZipArchive(folder.write("a.zip", zip.file))
  }

  private func content(_ name: String, of archive: ZipArchive, piece: Int = 1000) throws -> [UInt8]
  {
    let reader = try ZipMemberReader(try #require(archive.member(name)), of: archive)
    var result: [UInt8] = []
    while true {
      let bytes = try reader.nextBytes(piece)
      result += bytes
      if bytes.isEmpty { return result }
    }
  }

  @Test("reads stored and deflated members, in pieces of any size", arguments: [false, true])
  func reads(isLarge: Bool) throws {
    var zip = ZipFile([
      .init("a.npy", [1, 2, 3]), .init("folder/", []), .init("b", long, isDeflated: true),
      .init("empty", []), .init("deflated", [], isDeflated: true),
    ])
    zip.isLarge = isLarge
    zip.comment = Array("a comment that PK\u{5}\u{6} does not end".utf8)
    let archive = try archive(zip)
    #expect(archive.members.map(\.name) == ["a.npy", "b", "empty", "deflated"])
    #expect(try content("a.npy", of: archive) == [1, 2, 3])
    for piece in [1 << 20, 65_536, 997] {
      #expect(try content("b", of: archive, piece: piece) == long)
    }
    #expect(try content("empty", of: archive).isEmpty)
    #expect(try content("deflated", of: archive).isEmpty)
    #expect(archive.member("c") == nil)
  }

  /// What is wrong with a member, and words of the message when it is read.
  enum Damage: CaseIterable, Sendable {
    case checksum, tooMany, tooFew, otherStream, encrypted, method, bomb, count

    func apply(to zip: inout ZipFile) {
      switch self {
      case .checksum: zip.members[0].checksum ^= 1
      case .tooMany: zip.members[0].byteCount -= 1
      case .tooFew: zip.members[0].byteCount += 1
      case .otherStream:
        zip.members[0].isDeflated = false
        zip.members[0].content = [7] + [UInt8](repeating: 0, count: 200)
      case .encrypted: zip.members[0].flags = 1
      case .method: zip.members[0].method = 12
      case .bomb: zip.members[0].byteCount = 1 << 31
      case .count: zip.memberCount = 3
      }
    }

    var words: String {
      switch self {
      case .checksum, .tooMany: "the checksum"
      case .tooFew: "member a: found 200000 bytes; expected 200001"
      case .otherStream: "damaged compressed stream"
      case .encrypted: "a, encrypted"
      case .method: "method 12"
      case .bomb: "at most 1032 times"
      case .count: "found 2 members; expected 3"
      }
    }
  }

  @Test("names what is wrong", arguments: Damage.allCases)
  func damaged(damage: Damage) throws {
    var zip = ZipFile([.init("a", long, isDeflated: true), .init("b", [1])])
    damage.apply(to: &zip)
    let error = #expect(throws: DataFileError.self) { try content("a", of: try archive(zip)) }
    let text = error?.description ?? ""
    #expect(text.contains("a.zip: ") && text.contains(damage.words), "\(text)")
  }

  @Test("refuses two members of one name")
  func duplicates() throws {
    let error = #expect(throws: DataFileError.self) {
      try archive(ZipFile([.init("a", [1]), .init("a", [2])]))
    }
    #expect(error?.found == "a second member a")
  }

  @Test("refuses names with more combining marks than can be compared, at once")
  func marks() {
    let name = "x" + String(repeating: "\u{301}\u{316}", count: 15_000)
    let error = #expect(throws: DataFileError.self) {
      try archive(ZipFile([.init(name + "0", [1]), .init(name + "1", [2])]))
    }
    #expect(error?.found == "a name with more than 30 combining marks in a row")
  }

  @Test("of any other length than it was written with is refused")
  func truncated() throws {
    let file = ZipFile([.init("a", [1, 2, 3]), .init("b", [4], isDeflated: true)]).file
    for count in 0..<file.count {
      #expect(throws: DataFileError.self, "\(count) bytes") {
        try ZipArchive(folder.write("a.zip", Array(file.prefix(count))))
      }
    }
    #expect(throws: DataFileError.self) { try ZipArchive(folder.write("a.zip", file + [0])) }
  }

  @Test("with any bit changed is read, or refused in one line, and never with other bytes")
  func changed() throws {
    let file = ZipFile([.init("a", [1, 2, 3, 4], isDeflated: true)]).file
    for bit in 0..<file.count * 8 {
      var changed = file
      changed[bit / 8] ^= 1 << (bit % 8)
      let path = try folder.write("a.zip", changed)
      do {
        let archive = try ZipArchive(path)
        guard archive.member("a") != nil else { continue }
        #expect(try content("a", of: archive) == [1, 2, 3, 4], "bit \(bit)")
      } catch let error as DataFileError {
        #expect(!error.description.contains("\n"))
      }
    }
  }
}
