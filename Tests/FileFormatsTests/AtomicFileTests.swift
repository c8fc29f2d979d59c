import FileFormats
import Foundation
import TestSupport
import Testing

@Suite("AtomicFile")
struct AtomicFileTests {
  private struct Interruption: Error {}
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func createsAndReplaces() throws {
    try AtomicFile.write(to: folder.path("file")) { try $0.write([1, 2]) }
    #expect(try folder.bytes("file") == [1, 2])
    try AtomicFile.write(to: folder.path("file")) { try $0.write([3]) }
    #expect(try folder.bytes("file") == [3])
    #expect(try folder.names == ["file"])
  }

  @Test func writesBesideUnderAHiddenName() throws {
    try AtomicFile.write(to: folder.path("file")) { file in
      #expect(file.path == folder.path(".file.tmp-\(getpid())"))
      let names = try folder.names
      #expect(names == [".file.tmp-\(getpid())"])
    }
  }

  @Test func leavesTheOldContentWhenInterrupted() throws {
    _ = try folder.write("file", [1, 2])
    #expect(throws: Interruption.self) {
      try AtomicFile.write(to: folder.path("file")) { file in
        try file.write([3])
        throw Interruption()
      }
    }
    #expect(try folder.bytes("file") == [1, 2])
    #expect(try folder.names == ["file"])
  }

  /// A process in a container often gets the number of the one that was killed.
  @Test func stepsAroundTheLeftoverOfAKilledProcess() throws {
    let leftover = ".file.tmp-\(getpid())"
    _ = try folder.write(leftover, [9])
    try AtomicFile.write(to: folder.path("file")) { try $0.write([1]) }
    #expect(try folder.bytes("file") == [1])
    #expect(try folder.names == [leftover, "file"])
  }

  @Test func failsWithoutItsDirectory() throws {
    let path = folder.path("absent/file")
    let error = #expect(throws: FileError.self) {
      try AtomicFile.write(to: path) { _ in }
    }
    #expect(error?.isCreation == true)
    #expect(error?.code == ENOENT)
  }

  @Test func failsOverADirectoryAndCleansUp() throws {
    try FileManager.default.createDirectory(
      atPath: folder.path("taken/inside"), withIntermediateDirectories: true)
    let error = #expect(throws: FileError.self) {
      try AtomicFile.write(to: folder.path("taken")) { try $0.write([1]) }
    }
    #expect(error?.operation == .rename)
    #expect(try folder.names == ["taken"])
  }

  @Test func refusesAPathWithoutAName() {
    #expect(throws: FileError(path: "folder/", operation: .create, code: EISDIR)) {
      try AtomicFile.write(to: "folder/") { _ in }
    }
  }
}
