import FileFormats
import TestSupport
import Testing

@Suite("Hostile gzip")
struct HostileGzipTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func content(_ bytes: [UInt8], piece: Int = 1000) throws -> [UInt8] {
    let reader = try ContentReader(try folder.write("file", bytes))
    var result: [UInt8] = []
    while true {
      let bytes = try reader.read(count: piece)
      result += bytes
      if bytes.count < piece { return result }
    }
  }

  /// Extra field, name and comment stand before the content and may be of any length.
  @Test(arguments: [0, 1, 70_000])
  func stepsOverOptionalFields(nameByteCount: Int) throws {
    let name = [UInt8](repeating: 0x61, count: nameByteCount) + [0]
    let fields: [UInt8] = [0x1F, 0x8B, 8, 0x1C, 0, 0, 0, 0, 0, 0xFF, 2, 0, 1, 2] + name + name
    #expect(try content(fields + gzipMember([7, 8]).dropFirst(10)) == [7, 8])
    #expect(throws: GzipError.self) { try content(fields) }
    #expect(throws: GzipError.self) { try content(Array(fields.dropLast())) }
  }

  /// More members than the stack or a chunk would take, none of which holds anything.
  @Test(arguments: [1, 4096])
  func stepsOverEmptyMembers(piece: Int) throws {
    let empty = (0..<20_000).flatMap { _ in gzipMember([]) }
    #expect(try content(empty + gzipMember([5]), piece: piece) == [5])
  }

  @Test func stepsOverEmptyBlocks() throws {
    var bytes = gzipMember([9])
    bytes.insert(contentsOf: (0..<50_000).flatMap { _ in [0, 0, 0, 0xFF, 0xFF] }, at: 10)
    #expect(try content(bytes) == [9])
  }

  /// Each case: a deflate stream (RFC 1951) that breaks a rule, behind a good header: a reserved
  /// type of block; a stored block whose lengths do not agree; a copy from before the start;
  /// dynamic codes with more lengths than there are symbols; nothing but ones.
  @Test(
    arguments: [
      [0x07], [0x01, 0x01, 0x00, 0x01, 0x00, 0x61], [0x03, 0x02],
      [0xFD, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
    ] as [[UInt8]])
  func refusesStreamsThatBreakTheRules(stream: [UInt8]) {
    let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
    let rest = [UInt8](repeating: 0, count: 100)
    #expect(throws: GzipError.self) { try content(header + stream + rest) }
    #expect(throws: GzipError.self) { try content(header + stream) }
  }

  /// Found by `scripts/fuzz`: what zlib says of it depends on the piece, that it is wrong does not.
  @Test(arguments: [1, 97, 1000, 1 << 16])
  func refusesWhatIsDamagedAndCutInPiecesOfAnySize(piece: Int) {
    let ones = { (count: Int) in [UInt8](repeating: 0xFF, count: count) }
    let stream: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 2, 3, 0x4B, 0x4C, 0x4A, 0x6E]
    let bytes = stream + ones(68) + [0x60] + ones(37) + [0x4E, 0x1C, 0x45, 0x1F]
    #expect(throws: GzipError.self) { try content(bytes, piece: piece) }
  }
}
