extension JSON {
  /// The most bytes of a file of JSON that is read.
  private static let fileLimit = 64 << 20

  /// The JSON that a file holds.
  ///
  /// - Throws: `FileError` for a file that cannot be read, `JSONFileError` for what it holds.
  public init(contentsOfFile path: String) throws {
    let file = try FileDescriptor(reading: path)
    let byteCount = try file.byteCount()
    guard byteCount <= Self.fileLimit else {
      throw JSONFileError(path: path, reason: "\(byteCount) bytes, expected at most 64 MiB of JSON")
    }
    let bytes = try file.bytes(upTo: byteCount)
    do {
      try self.init(parsing: bytes)
    } catch {
      throw JSONFileError(path: path, reason: "no JSON: \(error)")
    }
  }
}

/// Why a file is no JSON.
public struct JSONFileError: Error, Equatable, CustomStringConvertible {
  /// The file's path.
  public let path: String
  /// What was found and expected.
  public let reason: String

  /// One line: file, found, expected.
  public var description: String { "\(path): \(reason)" }
}
