#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// An open file that is closed at the end of its lifetime.
///
/// Interrupted calls are repeated and short transfers continued, so a call either completes or
/// throws.
public struct FileDescriptor: ~Copyable, Sendable {
  /// The path the file was opened by, for error messages.
  public let path: String
  let number: Int32

  /// The behaviour of file creation when the path exists.
  public enum Creation: Sendable {
    /// Throw an error.
    case exclusive
    /// Truncate the file.
    case replacing
    /// Append to the file.
    case appending
  }

  /// Whether a number is that of an open file of this process.
  package static func isOpen(_ number: CInt) -> Bool { fcntl(number, F_GETFD) != -1 }

  /// Opens a regular file for reading.
  ///
  /// - Throws: `FileError`; a directory, pipe or device is refused.
  public init(reading path: String) throws(FileError) {
    let number = try Self.open(path, .open, O_RDONLY)
    do throws(FileError) {
      let type = try Self.status(number, path).st_mode & S_IFMT
      guard type == S_IFREG else {
        throw FileError(path: path, operation: .open, code: type == S_IFDIR ? EISDIR : EINVAL)
      }
    } catch {
      _ = systemClose(number)
      throw error
    }
    self.path = path
    self.number = number
  }

  /// Creates a file for writing, with permissions according to the process's `umask`.
  ///
  /// - Throws: `FileError`.
  public init(creating path: String, _ creation: Creation) throws(FileError) {
    var flags = O_WRONLY | O_CREAT
    switch creation {
    case .exclusive: flags |= O_EXCL
    case .replacing: flags |= O_TRUNC
    case .appending: flags |= O_APPEND
    }
    let number = try Self.open(path, .create, flags)
    // Writing to a pipe may wait.
    _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) & ~O_NONBLOCK)
    self.path = path
    self.number = number
  }

  deinit {
    _ = systemClose(number)
  }

  /// The size of the file in bytes.
  ///
  /// - Throws: `FileError`.
  public func byteCount() throws(FileError) -> Int {
    Int(try Self.status(number, path).st_size)
  }

  private static func open(
    _ path: String, _ operation: FileError.Operation, _ flags: Int32
  ) throws(FileError) -> Int32 {
    try FileError.checkPath(path, operation)
    // O_NONBLOCK: opening a pipe must not wait for its other end; regular files ignore the flag.
    let number = retry { systemOpen(path, flags | O_CLOEXEC | O_NONBLOCK) }
    guard number >= 0 else { throw FileError(path: path, operation: operation, code: errno) }
    return number
  }

  private static func status(_ number: Int32, _ path: String) throws(FileError) -> stat {
    var result = stat()
    guard unsafe fstat(number, &result) == 0 else {
      throw FileError(path: path, operation: .inspect, code: errno)
    }
    return result
  }

  private static func retry<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
      let result = call()
      if result != -1 || errno != EINTR { return result }
    }
  }
}

// MARK: - Reading

extension FileDescriptor {
  /// Reads from the current position until the buffer is full or the file ends.
  ///
  /// - Returns: The number of bytes read; less than the buffer holds only at the file's end.
  /// - Throws: `FileError`.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    try unsafe fill(buffer) { rest, _ in
      unsafe systemRead(number, rest.baseAddress, rest.count)
    }
  }

  /// Reads from an offset, counted in bytes from the start, without moving the position.
  ///
  /// - Returns: The number of bytes read; less than the buffer holds only at the file's end.
  /// - Throws: `FileError`.
  public func read(
    into buffer: UnsafeMutableRawBufferPointer, at offset: Int
  ) throws(FileError) -> Int {
    try unsafe fill(buffer) { rest, done in
      unsafe pread(number, rest.baseAddress, rest.count, off_t(offset + done))
    }
  }

  /// Returns all bytes from the current position on.
  package func contents() throws -> [UInt8] { try bytes(upTo: try byteCount()) }

  /// Returns the next bytes, fewer than asked for only at the file's end.
  func bytes(upTo count: Int) throws -> [UInt8] {
    try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = try unsafe read(into: UnsafeMutableRawBufferPointer(buffer))
    }
  }

  /// Returns bytes from an offset on, fewer than asked for only at the file's end.
  package func bytes(at offset: Int, count: Int) throws -> [UInt8] {
    try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = try unsafe read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
    }
  }

  private func fill(
    _ buffer: UnsafeMutableRawBufferPointer,
    with transfer: (UnsafeMutableRawBufferPointer, Int) -> Int
  ) throws(FileError) -> Int {
    var done = 0
    while done < buffer.count {
      let count = Self.retry {
        unsafe transfer(UnsafeMutableRawBufferPointer(rebasing: buffer[done...]), done)
      }
      guard count >= 0 else { throw FileError(path: path, operation: .read, code: errno) }
      if count == 0 { break }
      done += count
    }
    return done
  }
}

// MARK: - Writing

extension FileDescriptor {
  /// Writes all bytes at the current position.
  ///
  /// - Throws: `FileError`, for instance when the disk is full.
  public func write(_ buffer: UnsafeRawBufferPointer) throws(FileError) {
    var done = 0
    while done < buffer.count {
      let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[done...])
      let count = Self.retry { unsafe systemWrite(number, rest.baseAddress, rest.count) }
      guard count > 0 else {
        // Zero bytes written would repeat for ever: the disk is full.
        throw FileError(path: path, operation: .write, code: count == 0 ? ENOSPC : errno)
      }
      done += count
    }
  }

  /// Writes all bytes at the current position.
  ///
  /// - Throws: `FileError`, for instance when the disk is full.
  public func write(_ bytes: [UInt8]) throws {
    try unsafe bytes.withUnsafeBytes { buffer in try unsafe write(buffer) }
  }

  /// Syncs all written data to disk (`fsync`).
  ///
  /// - Throws: `FileError`.
  public func synchronize() throws(FileError) {
    guard Self.retry({ fsync(number) }) == 0 else {
      throw FileError(path: path, operation: .synchronize, code: errno)
    }
  }
}

// The methods above would shadow the C functions of the same name.
private func systemOpen(_ path: String, _ flags: Int32) -> Int32 {
  unsafe open(path, flags, 0o666)
}

private func systemRead(_ number: Int32, _ start: UnsafeMutableRawPointer?, _ count: Int) -> Int {
  unsafe read(number, start, count)
}

private func systemWrite(_ number: Int32, _ start: UnsafeRawPointer?, _ count: Int) -> Int {
  unsafe write(number, start, count)
}

private func systemClose(_ number: Int32) -> Int32 {
  close(number)
}
