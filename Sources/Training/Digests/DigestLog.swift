package import FileFormats

/// A file with a digest of every parameter after every step, a JSON object a line.
///
/// It has neither world size, hosts, exchange nor times: the same run writes the same bytes
/// anywhere, also when it is interrupted and resumed.
package final class DigestLog {
  /// The version of the file's form.
  package static let format = 1

  private let file: LineFile
  /// Whether a line could not be written, after which none is.
  private var isBroken = false

  /// Begins or continues a log.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - settings: The first line of a new file.
  ///   - iterations: The updates that a resumed run has made, whose lines stay; nil for a run that
  ///     begins anew, whose file is emptied.
  /// - Throws: `FileError`.
  package init(_ path: String, settings: [String: JSON], after iterations: Int? = nil) throws {
    file = try LineFile(
      path,
      keeping: iterations.map { iterations in
        { line in line["step"]?.integerValue.map { $0 <= iterations } ?? true }
      })
    guard file.isEmpty else { return }
    write(
      .object(settings.merging(["digests": .integer(Self.format)]) { _, new in new }))
  }

  /// Writes the line of a step.
  func write(_ record: DigestRecord) { write(record.json) }

  /// Writes a line; the training goes on without the log where that fails, as on a full disk.
  private func write(_ line: JSON) {
    guard !isBroken else { return }
    do {
      try file.write(line)
    } catch {
      isBroken = true
      Warnings.write("the digest log ends: \(error)")
    }
  }
}
