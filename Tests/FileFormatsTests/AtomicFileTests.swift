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

  @Test("follows links to files that are there or not, and keeps them")
  func links() throws {
    _ = try folder.write("file", [1])
    for (link, target) in [("a", "file"), ("b", "a"), ("c", "new")] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.path(link), withDestinationPath: target)
    }
    try AtomicFile.write(to: folder.path("b")) { try $0.write([2]) }
    try AtomicFile.write(to: folder.path("c")) { try $0.write([3]) }
    #expect(try folder.bytes("file") == [2])
    #expect(try folder.bytes("new") == [3])
    #expect(try folder.names == ["a", "b", "c", "file", "new"])
    for (link, target) in [("a", "file"), ("b", "a"), ("c", "new")] {
      #expect(
        try FileManager.default.destinationOfSymbolicLink(atPath: folder.path(link)) == target)
    }
  }

  @Test("writes to a pipe and leaves it one")
  func pipe() throws {
    let path = folder.path("pipe")
    try #require(unsafe mkfifo(path, 0o600) == 0)
    let reader = unsafe open(path, O_RDWR | O_NONBLOCK)
    try #require(reader >= 0)
    defer { close(reader) }
    try AtomicFile.write(to: path) { try $0.write([1, 2]) }
    var bytes = [UInt8](repeating: 0, count: 8)
    #expect(unsafe read(reader, &bytes, bytes.count) == 2)
    #expect(bytes.prefix(2) == [1, 2])
    #expect(Directory.kind(of: path) == .other)
    #expect(try folder.names == ["pipe"])
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
    #expect(error == FileError(path: path, operation: .create, code: ENOENT))
    #if os(Linux)
      // A name that has no room for what the temporary file's has more.
      let long = folder.path(String(repeating: "n", count: 250))
      #expect(throws: FileError(path: long, operation: .create, code: ENAMETOOLONG)) {
        try AtomicFile.write(to: long) { _ in }
      }
    #endif
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

  @Test func reportsEachStageAtItsEnd() throws {
    var found: [String] = []
    try AtomicFile.write(to: folder.path("file")) { stage in
      found.append("\(stage) \(try folder.names)")
    } _: {
      try $0.write([1])
    }
    let temporary = [".file.tmp-\(getpid())"]
    #expect(
      found == [
        "temporaryOpened \(temporary)", "written \(temporary)", "renamed \(["file"])",
        "directorySynced \(["file"])",
      ])
  }

  @Test(arguments: AtomicFile.Stage.allCases)
  func stopsWhereItIsToldTo(stage: AtomicFile.Stage) throws {
    _ = try folder.write("file", [1, 2])
    #expect(throws: Interruption.self) {
      try AtomicFile.write(to: folder.path("file")) {
        if $0 == stage { throw Interruption() }
      } _: {
        try $0.write([3])
      }
    }
    let isRenamed = stage == .renamed || stage == .directorySynced
    #expect(try folder.bytes("file") == (isRenamed ? [3] : [1, 2]))
    #expect(try folder.names == ["file"])
  }

  @Test func linksTwiceAndLeavesNothingElse() throws {
    _ = try folder.write("one", [1])
    _ = try folder.write("two", [2])
    for name in ["one", "two", "two"] {
      let isLinked = try AtomicFile.link(folder.path(name), to: folder.path("best"))
      #expect(isLinked)
      #expect(try folder.bytes("best") == folder.bytes(name))
    }
    #expect(try folder.names == ["best", "one", "two"])
    #expect(try folder.bytes("one") == [1])
  }

  @Test func linksNothingThatIsNotThere() throws {
    _ = try folder.write("best", [1])
    let error = #expect(throws: FileError.self) {
      try AtomicFile.link(folder.path("absent"), to: folder.path("best"))
    }
    #expect(error?.code == ENOENT)
    #expect(try folder.names == ["best"])
    #expect(try folder.bytes("best") == [1])
  }

  @Test func copiesMoreThanOneBlock() throws {
    let bytes = (0..<(1 << 20) + 5).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    let path = try folder.write("one", bytes)
    _ = try folder.write("best", [1])
    try AtomicFile.copy(path, to: folder.path("best"))
    #expect(try folder.bytes("best") == bytes)
    #expect(try folder.names == ["best", "one"])
  }
}
