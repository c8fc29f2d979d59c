import FileFormats

/// A file with a JSON object a line, which a resumed run continues after the lines that stay.
final class LineFile {
  private let file: FileDescriptor
  private var pending: [UInt8] = []

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
    append(line)
    try flush()
  }

  /// Appends a line that the next `flush` writes.
  func append(_ line: JSON) {
    line.finite.appendSerialized(to: &pending)
    pending.append(UInt8(ascii: "\n"))
  }

  /// Appends what `write` appends: whole lines that the next `flush` writes.
  func append(_ write: (inout [UInt8]) -> Void) { write(&pending) }

  /// The number of bytes that `flush` would write.
  var pendingByteCount: Int { pending.count }

  /// Writes the lines that were appended.
  ///
  /// - Throws: `FileError`; the lines are lost.
  func flush() throws {
    guard !pending.isEmpty else { return }
    defer { pending.removeAll(keepingCapacity: true) }
    do {
      // Behind an error the last line may be half.
      try file.write(failure == nil ? pending : [UInt8(ascii: "\n")] + pending)
    } catch {
      failure = failure ?? error
      throw error
    }
  }
}
