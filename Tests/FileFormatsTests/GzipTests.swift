import FileFormats
import TestSupport
import Testing

@Suite("Gzip")
struct GzipTests {
  /// 400 times "abc", compressed by Python's `gzip.compress(..., mtime=0)`.
  private static let compressed: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x4B, 0x4C, 0x4A, 0x4E, 0x1C,
    0x45, 0xA3, 0x68, 0x14, 0x8D, 0xA2, 0xA1, 0x80, 0x00, 0x88, 0xC9, 0x52, 0x4B, 0xB0, 0x04,
    0x00, 0x00,
  ]
  private static let content = Array(String(repeating: "abc", count: 400).utf8)

  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Reads a file whole in pieces of one size, and checks that it ends.
  private func content(_ path: String, piece: Int = 100) throws -> [UInt8] {
    let reader = try ContentReader(path)
    var result: [UInt8] = []
    while true {
      let bytes = try reader.read(count: piece)
      result += bytes
      if bytes.count < piece { break }
    }
    #expect(try reader.hasEnded())
    return result
  }

  @Test(arguments: [1, 7, 1200, 5000])
  func inflatesInPiecesOfAnySize(piece: Int) throws {
    let path = try folder.write("file.gz", Self.compressed)
    #expect(try Gzip.isCompressed(path))
    #expect(try content(path, piece: piece) == Self.content)
  }

  @Test func readsPlainFilesAsTheyAre() throws {
    let path = try folder.write("file.gz", [1, 2, 3])
    #expect(try Gzip.isCompressed(path) == false)
    #expect(try content(path) == [1, 2, 3])
  }

  /// Longer than the reader's chunk, so that the stream crosses chunks.
  @Test func inflatesManyMembers() throws {
    let parts = (0..<5).map { part in
      (0..<40_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ part) }
    }
    let path = try folder.write("file", parts.flatMap { gzipMember($0) } + gzipMember([]))
    #expect(try content(path, piece: 33_333) == parts.flatMap { $0 })
  }

  @Test func refusesEveryTruncation() throws {
    for count in 2..<Self.compressed.count {
      let path = try folder.write("file", Array(Self.compressed[..<count]))
      #expect(throws: GzipError.truncated(path: path, found: count), "\(count) bytes") {
        try content(path)
      }
    }
  }

  /// Bytes 4 to 9 are time, level and system, which carry no content.
  @Test func refusesEveryDamagedByte() throws {
    for index in Self.compressed.indices where !(4...9).contains(index) && index > 1 {
      for mask: UInt8 in [0x01, 0x80, 0xFF] {
        var bytes = Self.compressed
        bytes[index] ^= mask
        let path = try folder.write("file", bytes)
        // Flag bit 0 says "text" and nothing else.
        if index == 3 && mask == 0x01 { continue }
        #expect(throws: GzipError.self, "byte \(index) xor \(mask)") { try content(path) }
      }
    }
  }

  @Test func refusesForeignBytesBehindTheStream() throws {
    let path = try folder.write("file", Self.compressed + [0, 0])
    let error = GzipError.trailingBytes(path: path, offset: Self.compressed.count)
    #expect(throws: error) { try content(path) }
    #expect(
      error.description
        == "\(path): found foreign bytes at \(Self.compressed.count), expected the end of the "
        + "file; fetch it again")
  }

  /// The checksum stands behind the content: all bytes are there before it can be judged.
  @Test func checksTheChecksumAtTheEnd() throws {
    var bytes = gzipMember([1, 2, 3])
    bytes[bytes.count - 8] ^= 1
    let path = try folder.write("file", bytes)
    let reader = try ContentReader(path)
    #expect(try reader.read(count: 2) == [1, 2])
    #expect(throws: GzipError.corrupted(path: path, reason: "incorrect data check")) {
      _ = try reader.read(count: 1)
      _ = try reader.hasEnded()
    }
  }
}
