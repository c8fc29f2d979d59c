import Foundation
import TestSupport
import Testing

@Suite("Checksum and TemporaryDirectory")
struct ChecksumTests {
  /// The digests of FIPS 180-4's examples.
  @Test(
    arguments: [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
  func isTheStandardOne(text: String, digest: String) throws {
    try withTemporaryDirectory { directory in
      let file = directory.appending(path: "a file")
      try Data(text.utf8).write(to: file)
      #expect(try sha256(ofFileAt: file) == digest)
    }
  }

  @Test func aMissingFileIsAnError() throws {
    try withTemporaryDirectory { directory in
      let file = directory.appending(path: "none")
      #expect(throws: JobError.self) { try sha256(ofFileAt: file) }
    }
  }

  @Test func theDirectoryIsRemoved() throws {
    let path = try withTemporaryDirectory { directory in
      try Data([1]).write(to: directory.appending(path: "file"))
      #expect(FileManager.default.fileExists(atPath: directory.path))
      return directory.path
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
