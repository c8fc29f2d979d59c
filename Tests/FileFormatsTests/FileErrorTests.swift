import FileFormats
import Foundation
import TestSupport
import Testing

@Suite("FileError")
struct FileErrorTests {
  @Test(arguments: [
    (FileError.Operation.open, ENOENT, true), (.open, ENOTDIR, true), (.open, EACCES, false),
    (.create, ENOENT, false), (.read, EIO, false),
  ])
  func distinguishesMissingFiles(
    operation: FileError.Operation, code: Int32, isMissing: Bool
  ) {
    #expect(FileError(path: "p", operation: operation, code: code).isMissing == isMissing)
  }

  @Test(arguments: [
    (FileError.Operation.open, false, false), (.inspect, false, false), (.read, false, false),
    (.create, true, true), (.write, true, false), (.synchronize, true, false),
    (.rename, true, false),
  ])
  func distinguishesOutputFromInput(
    operation: FileError.Operation, isOutput: Bool, isCreation: Bool
  ) {
    let error = FileError(path: "p", operation: operation, code: EIO)
    #expect(error.isOutput == isOutput)
    #expect(error.isCreation == isCreation)
  }

  @Test func speaksTheSystemsWords() {
    let error = FileError(path: "a/b", operation: .write, code: ENOSPC)
    #expect(
      error.description == "a/b: cannot write: No space left on device (errno \(ENOSPC))")
  }

  @Test("names an empty path, which the system calls a file that is missing")
  func emptyPath() throws {
    for error in [
      #expect(throws: FileError.self) { _ = try FileDescriptor(reading: "") },
      #expect(throws: FileError.self) { _ = try FileDescriptor(creating: "", .replacing) },
      #expect(throws: FileError.self) { try AtomicFile.write(to: "") { _ in } },
    ] {
      let text = try #require(error).description
      #expect(text.hasPrefix("\"\": cannot ") && text.contains("the path is empty"), "\(text)")
    }
  }

  /// The system takes a path to its first NUL: another file.
  @Test("names a NUL in a path, and touches no other file")
  func nul() throws {
    let folder = try TemporaryFolder()
    let other = try folder.write("other", [1])
    for error in [
      #expect(throws: FileError.self) { _ = try FileDescriptor(reading: other + "\0.txt") },
      #expect(throws: FileError.self) {
        _ = try FileDescriptor(creating: other + "\0.txt", .replacing)
      },
      #expect(throws: FileError.self) { try AtomicFile.write(to: other + "\0.txt") { _ in } },
      #expect(throws: FileError.self) { try Directory.create("\(folder.url.path)/a\0b") },
      #expect(throws: FileError.self) { _ = try Directory.names(in: "\(folder.url.path)\0b") },
      #expect(throws: FileError.self) { try Directory.removeFile(other + "\0b") },
      #expect(throws: FileError.self) { try Directory.rename(other, to: "\(other)2\0b") },
    ] {
      #expect(try #require(error).description.contains("the path has a character NUL"))
    }
    #expect(try Directory.names(in: folder.url.path) == ["other"])
    #expect(try folder.bytes("other") == [1])
  }
}
