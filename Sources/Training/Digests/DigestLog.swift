package import FileFormats

/// A file with a digest of every parameter after every step, a JSON object a line.
///
/// It has neither world size, hosts, exchange nor times: the same run writes the same bytes
/// anywhere, also when it is interrupted and resumed. Only where MPI adds the gradients of several
/// ranks, whose bits depend on their number, its first line says so.
package final class DigestLog {
  /// The version of the file's form.
  package static let format = 1
  /// The settings that logs of earlier versions do not have: they tell that something differs.
  private static let checksums = ["model", "compile", "data"]

  private let file: LineFile
  /// The lines that wait for `flush` at most, and for how long, if another one follows.
  private static let (pendingLimit, delay) = (65_536, Duration.milliseconds(100))
  private var lastFlush = ContinuousClock.now
  /// Whether a line could not be written, after which none is.
  private var isBroken = false

  /// Begins or continues a log.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - settings: The first line of a new file.
  ///   - iterations: The updates that a resumed run has made, whose lines stay; nil for a run that
  ///     begins anew, whose file is emptied.
  /// - Throws: `FileError`; `ComparisonError` or `ReplayError.otherSettings` for a log that is not
  ///   the resumed run's.
  package init(_ path: String, settings: [String: JSON], after iterations: Int? = nil) throws {
    if iterations != nil { try Self.check(path, settings) }
    file = try LineFile(
      path,
      keeping: iterations.map { iterations in
        { line in line["step"]?.integerValue.map { $0 <= iterations } ?? true }
      })
    guard file.isEmpty else { return }
    file.append(.object(settings.merging(["digests": .integer(Self.format)]) { _, new in new }))
    flush()
  }

  /// Checks that an existing log is that of a run with the given settings.
  ///
  /// A rate that a callback has changed is none of them.
  private static func check(_ path: String, _ settings: [String: JSON]) throws {
    guard Directory.kind(of: path) == .file else { return }
    let text = String(decoding: try FileDescriptor(reading: path).contents(), as: UTF8.self)
    // Half a line is all that a run which was killed early has left.
    guard text.contains("\n"), let line = text.split(separator: "\n").first else { return }
    guard let json = try? JSON(parsing: Array(line.utf8)), var found = json.objectValue,
      found.removeValue(forKey: "digests") == .integer(format)
    else { throw ComparisonError.notADigestLog(path: path, line: 1, found: String(line)) }
    found["learningRate"] = settings["learningRate"]
    // A run may go on with another number of ranks.
    if found["worldSize"] != nil { found["worldSize"] = settings["worldSize"] }
    guard let other = differences(found, settings).first else { return }
    throw ReplayError.otherSettings(
      path: path, setting: other.path, found: other.values.0?.serialized() ?? "missing",
      expected: other.values.1?.serialized() ?? "none")
  }

  /// Returns the differences of two logs' settings, the checksums last.
  ///
  /// What an older log does not say is none.
  static func differences(
    _ one: [String: JSON], _ other: [String: JSON]
  ) -> [SettingDifference] {
    let all = SettingDifference.all(.object(one), .object(other), at: "")
    let sums = all.filter {
      checksums.contains($0.path) && $0.values.0 != nil && $0.values.1 != nil
    }
    return all.filter { !checksums.contains($0.path) } + sums
  }

  /// Takes the line of a step, which is in the file a tenth of a second later at most, if a line
  /// follows: a call to the system for each line would be a third of what the digests cost.
  func write(_ record: DigestRecord) {
    guard !isBroken else { return }
    file.append(record.appendLine)
    guard file.pendingByteCount >= Self.pendingLimit || lastFlush.duration(to: .now) >= Self.delay
    else { return }
    flush()
  }

  /// Writes the lines that were taken; the training goes on without the log where that fails, as on
  /// a full disk.
  func flush() {
    lastFlush = .now
    guard !isBroken else { return }
    do {
      try file.flush()
    } catch {
      isBroken = true
      Warnings.write("the digest log ends: \(error)")
    }
  }
}
