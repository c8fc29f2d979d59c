package import FileFormats

/// A digest log, read.
package struct SavedDigests: Sendable {
  /// The file.
  package let path: String
  /// The settings in its first line.
  package let settings: [String: JSON]
  /// The records by step; of a step that was done again the last.
  package let records: [Int: DigestRecord]

  /// The steps, in order.
  package var steps: [Int] { records.keys.sorted() }

  /// Reads a log.
  ///
  /// - Throws: `FileError`, or `ComparisonError.notADigestLog` naming the line.
  package init(_ path: String) throws {
    let text = String(decoding: try FileDescriptor(reading: path).contents(), as: UTF8.self)
    var settings: [String: JSON] = [:]
    var records: [Int: DigestRecord] = [:]
    for (index, line) in text.split(separator: "\n").enumerated() {
      let refusal = ComparisonError.notADigestLog(
        path: path, line: index + 1, found: String(line))
      guard let json = try? JSON(parsing: Array(line.utf8)) else { throw refusal }
      if index == 0 {
        guard let entries = json.objectValue, entries["digests"] == .integer(DigestLog.format)
        else { throw refusal }
        settings = entries
      } else if let record = DigestRecord(json) {
        records[record.step] = record
      } else {
        throw refusal
      }
    }
    guard !settings.isEmpty else {
      throw ComparisonError.notADigestLog(path: path, line: 1, found: "nothing")
    }
    self.path = path
    self.settings = settings
    self.records = records
  }
}
