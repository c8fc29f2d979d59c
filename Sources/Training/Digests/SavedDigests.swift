package import FileFormats

/// A digest log, whose steps are decoded when they are asked for.
package struct SavedDigests: Sendable {
  /// A step's line.
  private struct Line {
    /// The line's number in the file, from 1.
    let number: Int
    /// The line's bytes, without its end.
    let bytes: Range<Int>
  }

  /// The file.
  package let path: String
  /// The settings in its first line.
  package let settings: [String: JSON]
  /// The steps, in order.
  package let steps: [Int]
  private let bytes: [UInt8]
  /// The lines by step; of a step that was done again the last.
  private let lines: [Int: Line]

  /// The steps between the first and the last one that the log does not have: the first eight, and
  /// their number.
  package var missingSteps: (listed: [Int], count: Int) {
    var (listed, count): ([Int], Int) = ([], 0)
    for (step, next) in zip(steps, steps.dropFirst()) {
      let (distance, overflow) = next.subtractingReportingOverflow(step)
      let between = overflow ? Int.max : distance - 1
      listed += (0..<min(between, 8 - listed.count)).map { step + 1 + $0 }
      count = count.addingReportingOverflow(between).overflow ? .max : count + between
    }
    return (listed, count)
  }

  /// Opens a log.
  ///
  /// Half a line at the end, as a run that was killed leaves it, is not read; a warning says so.
  ///
  /// - Throws: `FileError`, or `ComparisonError.notADigestLog` naming the line.
  package init(_ path: String) throws {
    let bytes = try FileDescriptor(reading: path).contents()
    var settings: [String: JSON] = [:]
    var lines: [Int: Line] = [:]
    for line in Self.lines(of: bytes) {
      if settings.isEmpty {
        guard let entries = (try? JSON(parsing: bytes[line.bytes]))?.objectValue,
          entries["digests"] == .integer(DigestLog.format)
        else { throw Self.refusal(path, line, bytes) }
        settings = entries
        continue
      }
      let isLast = line.bytes.upperBound == bytes.count
      let text = bytes[line.bytes]
      if let step = isLast ? Self.record(of: text)?.step : Self.step(of: text) {
        lines[step] = line
      } else if isLast {
        Warnings.write(
          "\(path): line \(line.number), the last one, is not complete, as of a run that was killed; "
            + "it is not read")
      } else {
        throw Self.refusal(path, line, bytes)
      }
    }
    guard !settings.isEmpty else {
      throw ComparisonError.notADigestLog(path: path, line: 1, found: "nothing")
    }
    self.path = path
    self.settings = settings
    self.bytes = bytes
    self.lines = lines
    steps = lines.keys.sorted()
  }

  /// Decodes the record of a step; nil where the log does not have the step.
  ///
  /// - Throws: `ComparisonError.notADigestLog` naming the line.
  package func found(_ step: Int) throws(ComparisonError) -> DigestRecord? {
    guard let line = lines[step] else { return nil }
    guard let record = Self.record(of: bytes[line.bytes]), record.step == step else {
      throw Self.refusal(path, line, bytes)
    }
    return record
  }
}

// MARK: - Lines

extension SavedDigests {
  /// The lines that are not empty.
  private static func lines(of bytes: [UInt8]) -> [Line] {
    var (lines, start, number): ([Line], Int, Int) = ([], 0, 1)
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
      if end > start { lines.append(Line(number: number, bytes: start..<end)) }
      (start, number) = (end + 1, number + 1)
    }
    return lines
  }

  /// The step of a whole line; nil for any other.
  ///
  /// Decoding takes long, and most of a log is often not asked for: of a line that ends as a
  /// record's does, only the step is read. Nothing else in it can be a key with a number.
  private static func step(of line: ArraySlice<UInt8>) -> Int? {
    let key = Array("\"step\":".utf8)
    guard line.last == UInt8(ascii: "}") else { return record(of: line)?.step }
    var start = line.endIndex - key.count
    while start >= line.startIndex {
      if line[start] == key[0], line[start..<start + key.count].elementsEqual(key) {
        let digits = line[(start + key.count)...].prefix {
          (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
        }
        if !digits.isEmpty {
          let isEnd = digits.endIndex == line.endIndex - 1
          let end = line[digits.endIndex]
          guard isEnd || end == UInt8(ascii: ",") else { break }
          return Int(String(decoding: digits, as: UTF8.self))
        }
      }
      start -= 1
    }
    return record(of: line)?.step
  }

  private static func record(of line: ArraySlice<UInt8>) -> DigestRecord? {
    (try? JSON(parsing: line)).flatMap { DigestRecord($0) }
  }

  private static func refusal(
    _ path: String, _ line: Line, _ bytes: [UInt8]
  ) -> ComparisonError {
    .notADigestLog(
      path: path, line: line.number,
      found: String(decoding: bytes[line.bytes].prefix(1_000), as: UTF8.self))
  }
}
