#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A file whose bytes are read from the disk where they are used, and never as a whole.
///
/// All processes of a host that map a file share one copy of the pages in memory. A file that
/// becomes shorter while it is in use ends the process with `SIGBUS`.
@safe
package final class MappedFile {
  /// The properties that tell whether two processes have mapped the same file, unchanged.
  package struct Identity: Equatable, Sendable, Codable {
    package let device: Int
    package let inode: Int
    package let byteCount: Int
    /// The time of the last change, in seconds and nanoseconds.
    package let seconds: Int
    package let nanoseconds: Int

    package init(device: Int, inode: Int, byteCount: Int, seconds: Int, nanoseconds: Int) {
      self.device = device
      self.inode = inode
      self.byteCount = byteCount
      self.seconds = seconds
      self.nanoseconds = nanoseconds
    }
  }

  /// The file's path.
  package let path: String
  /// The file's identity when it was mapped.
  package let identity: Identity
  /// The bytes, valid as long as this object lives.
  package let bytes: UnsafeRawBufferPointer

  /// Maps a file.
  ///
  /// - Throws: `FileError`.
  package init(_ path: String) throws(FileError) {
    let file = try FileDescriptor(reading: path)
    self.path = path
    identity = try file.identity()
    guard identity.byteCount > 0 else {
      unsafe bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    let start = unsafe mmap(nil, identity.byteCount, PROT_READ, MAP_SHARED, file.number, 0)
    guard let start = unsafe start, unsafe start != MAP_FAILED else {
      throw FileError(path: path, operation: .read, code: errno)
    }
    unsafe bytes = UnsafeRawBufferPointer(start: start, count: identity.byteCount)
  }

  /// The identity that a file has now.
  ///
  /// - Throws: `FileError`.
  package static func identity(of path: String) throws(FileError) -> Identity {
    try FileDescriptor(reading: path).identity()
  }

  /// Checks that the file has not been changed since it was mapped; one that another took the place
  /// of has not.
  ///
  /// - Throws: `DataFileError`.
  package func check() throws(DataFileError) {
    guard let now = try? Self.identity(of: path), now.device == identity.device,
      now.inode == identity.inode, now != identity
    else { return }
    throw DataFileError(
      path: path, found: "another content than when the run began",
      expected: "a file at rest; the numbers since then are those of a mixture")
  }

  deinit {
    guard let start = unsafe bytes.baseAddress else { return }
    _ = unsafe munmap(UnsafeMutableRawPointer(mutating: start), bytes.count)
  }
}

extension FileDescriptor {
  /// The properties that tell files, and their changes, apart.
  ///
  /// - Throws: `FileError`.
  func identity() throws(FileError) -> MappedFile.Identity {
    var status = stat()
    guard unsafe fstat(number, &status) == 0 else {
      throw FileError(path: path, operation: .inspect, code: errno)
    }
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    return MappedFile.Identity(
      device: Int(truncatingIfNeeded: status.st_dev),
      inode: Int(truncatingIfNeeded: status.st_ino), byteCount: Int(status.st_size),
      seconds: Int(time.tv_sec), nanoseconds: Int(time.tv_nsec))
  }
}

@available(*, unavailable, message: "the memory belongs to the object")
extension MappedFile: Sendable {}
