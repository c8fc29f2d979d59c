import FileFormats
import Foundation
import TestSupport
import Testing

@Suite("MappedFile")
struct MappedFileTests {
  @Test("has the bytes of the file")
  func bytes() throws {
    let folder = try TemporaryFolder()
    let content = (0..<10_000).map { UInt8(truncatingIfNeeded: $0 * 3) }
    let file = try MappedFile(folder.write("a", content))
    #expect(unsafe Array(file.bytes) == content)
    #expect(unsafe try MappedFile(folder.write("empty", [])).bytes.isEmpty)
  }

  @Test("has an identity that changes with the file and its content")
  func identity() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a", [1, 2, 3])
    let first = try MappedFile(path).identity
    #expect(try MappedFile.identity(of: path) == first && first.byteCount == 3)
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: path)
    #expect(try MappedFile.identity(of: path) != first)
  }

  @Test("that is missing, or a folder, is an error of the file system")
  func missing() throws {
    let folder = try TemporaryFolder()
    #expect(throws: FileError.self) { try MappedFile(folder.path("none")) }
    #expect(throws: FileError.self) { try MappedFile(folder.url.path) }
  }
}
