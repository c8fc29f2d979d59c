import FileFormats
import Foundation
import TestSupport
import Testing

@Suite("FileDescriptor")
struct FileDescriptorTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test func saysWhenAFileIsMissing() {
    let path = folder.path("absent")
    let error = #expect(throws: FileError.self) { _ = try FileDescriptor(reading: path) }
    #expect(error?.isMissing == true)
    #expect(error?.isOutput == false)
    #expect(
      error?.description == "\(path): cannot open: No such file or directory (errno \(ENOENT))")
  }

  @Test func refusesADirectory() {
    let path = folder.url.path
    #expect(throws: FileError(path: path, operation: .open, code: EISDIR)) {
      _ = try FileDescriptor(reading: path)
    }
  }

  /// Opening it would wait for a reader for ever.
  @Test func refusesToWriteToAPipeThatNobodyReads() {
    let path = folder.path("pipe")
    #expect(unsafe mkfifo(path, 0o600) == 0)
    for creation in [FileDescriptor.Creation.replacing, .appending] {
      let error = #expect(throws: FileError.self) {
        _ = try FileDescriptor(creating: path, creation)
      }
      #expect(error?.code == ENXIO && error?.reason.contains("nobody reads") == true)
    }
  }

  /// Opening a pipe for reading would wait for a writer for ever.
  @Test func refusesAPipeWithoutWaiting() {
    let path = folder.path("pipe")
    #expect(unsafe mkfifo(path, 0o600) == 0)
    #expect(throws: FileError(path: path, operation: .open, code: EINVAL)) {
      _ = try FileDescriptor(reading: path)
    }
  }

  @Test func createsReplacesAndAppends() throws {
    let path = folder.path("file")
    try FileDescriptor(creating: path, .exclusive).write([1, 2, 3])
    try FileDescriptor(creating: path, .appending).write([4])
    #expect(try folder.bytes("file") == [1, 2, 3, 4])
    #expect(throws: FileError(path: path, operation: .create, code: EEXIST)) {
      _ = try FileDescriptor(creating: path, .exclusive)
    }
    try FileDescriptor(creating: path, .replacing).write([5])
    #expect(try folder.bytes("file") == [5])
  }

  @Test func readsUpToTheEnd() throws {
    let file = try FileDescriptor(reading: folder.write("file", [1, 2, 3, 4, 5]))
    #expect(try file.byteCount() == 5)
    var bytes = [UInt8](repeating: 0, count: 4)
    let first = try unsafe bytes.withUnsafeMutableBytes { try unsafe file.read(into: $0) }
    #expect(first == 4)
    #expect(bytes == [1, 2, 3, 4])
    let last = try unsafe bytes.withUnsafeMutableBytes { try unsafe file.read(into: $0, at: 3) }
    #expect(last == 2)
    #expect(bytes == [4, 5, 3, 4])
    let rest = try unsafe bytes.withUnsafeMutableBytes { try unsafe file.read(into: $0) }
    #expect(rest == 1)
    #expect(bytes == [5, 5, 3, 4])
  }

  #if os(Linux)
    @Test func saysWhenTheDiskIsFull() throws {
      let file = try FileDescriptor(creating: "/dev/full", .appending)
      let error = #expect(throws: FileError.self) { try file.write([1]) }
      #expect(error == FileError(path: "/dev/full", operation: .write, code: ENOSPC))
      #expect(error?.isOutput == true)
      #expect(error?.isCreation == false)
    }
  #endif
}
