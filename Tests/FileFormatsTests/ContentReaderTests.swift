import FileFormats
import TestSupport
import Testing

@Suite("ContentReader")
struct ContentReaderTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func takesPlainAndCompressedFilesAlike() throws {
    for bytes in [[1, 2, 3], gzipMember([1, 2, 3])] as [[UInt8]] {
      let path = try folder.write("file", bytes)
      let reader = try ContentReader(path)
      #expect(reader.path == path)
      #expect(reader.isCompressed == (bytes.count > 3))
      #expect(try reader.read(count: 2) == [1, 2])
      #expect(try reader.read(count: 2) == [3])
      #expect(try reader.read(count: 2) == [])
      #expect(try reader.hasEnded())
    }
  }

  @Test(arguments: [[], [0x1F], [0x1F, 0x8C]] as [[UInt8]])
  func takesWhatOnlyResemblesGzipAsItIs(bytes: [UInt8]) throws {
    let reader = try ContentReader(folder.write("file", bytes))
    #expect(reader.isCompressed == false)
    #expect(try reader.read(count: 9) == bytes)
  }

  @Test func noticesMoreContentThanAskedFor() throws {
    let reader = try ContentReader(folder.write("file", gzipMember([1, 2, 3])))
    #expect(try reader.read(count: 2) == [1, 2])
    #expect(try reader.hasEnded() == false)
  }

  @Test func boundsTheContentByTheFilesSize() throws {
    #expect(try ContentReader(folder.write("plain", [1, 2, 3])).maximumByteCount == 3)
    #expect(try ContentReader(folder.write("gzip", gzipMember([]))).maximumByteCount == 23 * 1032)
    #expect(Gzip.maximumInflatedByteCount(compressed: .max) == .max)
  }
}
