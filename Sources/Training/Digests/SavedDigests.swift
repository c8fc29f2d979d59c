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

  /// The steps between the first and the last one that the log does not have: the first eight, and
  /// their number.
  package var missingSteps: (listed: [Int], count: Int) {
    var (listed, count): ([Int], Int) = ([], 0)
    let steps = steps
    for (step, next) in zip(steps, steps.dropFirst()) {
      let (distance, overflow) = next.subtractingReportingOverflow(step)
      let between = overflow ? Int.max : distance - 1
      listed += (0..<min(between, 8 - listed.count)).map { step + 1 + $0 }
      count = count.addingReportingOverflow(between).overflow ? .max : count + between
    }
    return (listed, count)
  }

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
