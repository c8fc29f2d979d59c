import FileFormats

/// The file of a trace, written whole at the end: until then the last trace stays.
final class TraceFile {
  private let path: String
  /// A pipe or device, which is open from the beginning; nil for a file.
  private let device: Device?

  /// An open pipe or device, in a class of its own, since an optional cannot hold a descriptor.
  private final class Device {
    let descriptor: FileDescriptor
    init(_ path: String) throws { descriptor = try FileDescriptor(creating: path, .appending) }
  }

  private struct Probed: Error {}

  /// Checks that the file can be created; what is there stays as it is.
  ///
  /// - Throws: `FileError`.
  init(_ path: String) throws {
    self.path = path
    switch Directory.kind(of: path) {
    // Opening a folder says that it is one.
    case .other, .folder: device = try Device(path)
    case .file, nil:
      device = nil
      do {
        try AtomicFile.write(to: path) { _ in throw Probed() }
      } catch is Probed {}
    }
  }

  /// Writes the file.
  ///
  /// - Parameter body: Calls its argument with the parts, one behind another. It is called once,
  ///   also where nothing can be written: what it does is collective.
  /// - Throws: `FileError`, after which the last trace is still there; what `body` throws.
  func write(_ body: ((_ part: [UInt8]) -> Void) throws -> Void) throws {
    var isCalled = false
    func call(_ file: borrowing FileDescriptor) throws {
      isCalled = true
      var failure: (any Error)?
      try body { part in
        guard failure == nil else { return }
        do { try file.write(part) } catch { failure = error }
      }
      if let failure { throw failure }
    }
    guard device == nil else {
      if let device { try call(device.descriptor) }
      return
    }
    do {
      try AtomicFile.write(to: path) { try call($0) }
    } catch {
      if !isCalled { try body { _ in } }
      throw error
    }
  }
}
