extension JSON {
  /// The greatest size of a JSON file.
  private static let fileLimit = 64 << 20

  /// The JSON that a file holds, in UTF-8 or, as some shells write it, in UTF-16, with or without a
  /// byte order mark.
  ///
  /// A file whose only value is a string that holds JSON, which `json.dump(model.to_json(), file)`
  /// writes, is read as what the string holds.
  ///
  /// - Throws: `FileError` for an unreadable file, `JSONFileError` for invalid content.
  public init(contentsOfFile path: String) throws {
    try self.init(
      contentsOfFile: path, expecting: "JSON, as Keras's model.to_json() gives it")
  }

  /// The JSON that a file holds; `expected` is what the error of another file says.
  ///
  /// - Throws: `FileError` for an unreadable file, `JSONFileError` for invalid content.
  package init(contentsOfFile path: String, expecting expected: String) throws {
    let file = try FileDescriptor(reading: path)
    let byteCount = try file.byteCount()
    guard byteCount <= Self.fileLimit else {
      throw JSONFileError(path: path, reason: "\(byteCount) bytes, expected at most 64 MiB of JSON")
    }
    let bytes = try file.bytes(upTo: byteCount)
    do {
      try self.init(parsing: Self.utf8(bytes))
      if case .string(let text) = self, text.hasPrefix("{") {
        try self.init(parsing: Array(text.utf8))
      }
    } catch {
      let kind = FileKind.name(of: bytes)
      throw JSONFileError(
        path: path,
        reason: kind == nil || kind == "JSON"
          ? "\(error)"
          : "found \(kind ?? ""), expected \(expected)")
    }
  }

  /// A text's bytes in UTF-8, without a byte order mark.
  private static func utf8(_ bytes: [UInt8]) -> [UInt8] {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return Array(bytes.dropFirst(3)) }
    guard bytes.count >= 2, bytes.count.isMultiple(of: 2) else { return bytes }
    // JSON's first character is ASCII: a zero beside it tells UTF-16 without a mark, and its order.
    let isLittle: Bool
    switch (bytes[0], bytes[1]) {
    case (0xFF, 0xFE), (1..., 0): isLittle = true
    case (0xFE, 0xFF), (0, 1...): isLittle = false
    default: return bytes
    }
    let units = stride(from: 0, to: bytes.count, by: 2).map { index in
      let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
      return isLittle ? second << 8 | first : first << 8 | second
    }
    return Array(String(decoding: units.drop { $0 == 0xFEFF }, as: UTF16.self).utf8)
  }
}

/// An error in a JSON file.
public struct JSONFileError: Error, Equatable, CustomStringConvertible {
  /// The file's path.
  public let path: String
  /// The reason: found and expected.
  public let reason: String

  /// Creates an error.
  package init(path: String, reason: String) {
    self.path = path
    self.reason = reason
  }

  /// One line: file, found, expected.
  public var description: String { "\(path): \(reason)" }
}
