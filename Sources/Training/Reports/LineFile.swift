import FileFormats

/// A file with a JSON object a line, which a resumed run continues after the lines that stay.
final class LineFile {
  private let file: FileDescriptor

  /// Whether the file is new, or has no line that stays.
  let isEmpty: Bool

  /// The first error of a line; those behind it are complete again where there is room again.
  private(set) var failure: (any Error)?

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - stays: Whether a line of an existing file stays; half a line, the last of a run that was
  ///     killed, does not. Nil for a run that begins anew, whose file is emptied.
  /// - Throws: `FileError`; `TrainingError.invalidValue` for an existing file with a line that
  ///   cannot be the beginning of an object.
  init(_ path: String, keeping stays: (([String: JSON]) -> Bool)? = nil) throws {
    var kept: [Substring] = []
    if let stays, Directory.kind(of: path) == .file {
      let text = String(decoding: try FileDescriptor(reading: path).contents(), as: UTF8.self)
      let lines = text.split(separator: "\n", omittingEmptySubsequences: true)
      if let other = lines.first(where: { !$0.hasPrefix("{") }) {
        throw TrainingError.invalidValue(
          of: "a line of \(path.onOneLine(limit: .max))",
          expected: "a JSON object, as the run writes them: is it another file?",
          found: String(other).onOneLine(limit: 60).debugDescription)
      }
      kept = lines.filter { line in
        guard case .object(let entries)? = try? JSON(parsing: Array(line.utf8)) else {
          return false
        }
        return stays(entries)
      }
      try AtomicFile.write(to: path) { try $0.write(Array(kept.map { $0 + "\n" }.joined().utf8)) }
    }
    isEmpty = kept.isEmpty
    file = try FileDescriptor(creating: path, stays == nil ? .replacing : .appending)
  }

  /// Writes a line; null stands for NaN and infinite numbers.
  ///
  /// - Throws: `FileError`.
  func write(_ line: JSON) throws {
    let newline = UInt8(ascii: "\n")
    // Behind an error the last line may be half.
    let start = failure == nil ? [] : [newline]
    do {
      try file.write(start + line.finite.serializedBytes() + [newline])
    } catch {
      failure = failure ?? error
      throw error
    }
  }
}
