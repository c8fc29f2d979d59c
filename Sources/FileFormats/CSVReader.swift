/// A reader of a table in CSV text, plain or gzip, row by row in a window of the file.
///
/// Fields are separated by commas, or by semicolons or tabs where the first line has more of them.
/// A field in double quotes may hold separators, line ends and doubled quotes; spaces around a
/// field are not part of it. Lines end in LF, CRLF or CR; empty ones are skipped. Source: RFC 4180.
package final class CSVReader {
  /// The file's path.
  package let path: String
  /// The number of rows read, the one at hand among them.
  package private(set) var row = 0
  /// The line on which the row at hand begins, counted from 1.
  package private(set) var line = 0
  /// The separator of fields.
  private(set) var delimiter = UInt8(ascii: ",")

  private(set) var fields: [CSVRowScan.Field] = []
  /// The bytes of the window.
  private(set) var window: [UInt8]
  private let content: ContentReader
  private var position = 0
  private var filled = 0
  private var nextLine = 1
  private var hasEnded = false

  /// The size of the window in bytes, unless the file or one of its rows asks for another.
  private static let windowByteCount = 1 << 18
  /// More than any row of numbers needs.
  private static let maximumRowByteCount = 16 << 20
  private static let quote = UInt8(ascii: "\"")

  /// Opens a table.
  ///
  /// - Throws: `DataFileError` for a file of another kind, `FileError` or `GzipError`.
  package init(_ path: String) throws {
    self.path = path
    content = try ContentReader(path)
    // One byte more than a small file has shows that it ends there.
    window = [UInt8](
      repeating: 0, count: min(Self.windowByteCount - 1, content.maximumByteCount) + 1)
    _ = try fill()
    if window[..<filled].starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
    delimiter = Self.delimiter(of: window[position..<filled])
    if let kind = Self.otherKind(window[position..<filled]) {
      throw DataFileError(path: path, found: kind, expected: "a table in CSV text")
    }
  }

  /// The upper bound of the table's bytes, from the size of the file.
  package var maximumByteCount: Int { content.maximumByteCount }

  /// The number of fields of the row at hand.
  package var fieldCount: Int { fields.count }

  /// Reads the next row that is not empty.
  ///
  /// - Returns: false where there is none.
  /// - Throws: `DataFileError` with the row and the line, `FileError` or `GzipError`.
  package func next() throws -> Bool {
    while true {
      line = nextLine
      guard let end = try findFields() else {
        guard try fill() else { return false }
        continue
      }
      position = end
      let isEmpty = fields.count == 1 && fields[0].start == fields[0].end && !fields[0].isQuoted
      guard isEmpty else {
        row += 1
        return true
      }
      guard position < filled || !hasEnded else { return false }
    }
  }

  /// An error at a field of the row at hand.
  package func error(
    _ place: String? = nil, found: String, expected: String,
    parameter: DataFileError.Parameter? = nil
  ) -> DataFileError {
    DataFileError(
      path: path, place: "line \(line)" + (place.map { ", \($0)" } ?? ""), found: found,
      expected: expected, parameter: parameter)
  }

  /// Moves the rest of the window to its front, and fills it; false where there is nothing left.
  private func fill() throws -> Bool {
    guard !hasEnded else { return false }
    if position > 0 {
      unsafe window.withUnsafeMutableBytes {
        unsafe $0.copyBytes(from: UnsafeRawBufferPointer(rebasing: $0[position..<filled]))
      }
      filled -= position
      position = 0
    }
    if filled == window.count {
      guard window.count < Self.maximumRowByteCount else {
        throw error(
          found: "a row of more than \(Self.maximumRowByteCount) bytes",
          expected: "a shorter one; is a quote missing?")
      }
      window += [UInt8](repeating: 0, count: window.count)
    }
    let wanted = window.count - filled
    let count = try unsafe window.withUnsafeMutableBytes {
      try unsafe content.read(into: UnsafeMutableRawBufferPointer(rebasing: $0[filled...]))
    }
    filled += count
    hasEnded = count < wanted
    return true
  }
}

// MARK: - Fields

extension CSVReader {
  /// Finds the fields of the row that begins at the position.
  ///
  /// - Returns: The index behind the row; nil where the window ends before it does, or there is
  ///   none.
  private func findFields() throws -> Int? {
    guard position < filled else { return nil }
    // A property of the reader would be looked up for each field.
    var found = fields
    fields = []
    defer { fields = found }
    found.removeAll(keepingCapacity: true)
    do {
      return try unsafe window.withUnsafeBufferPointer { window -> Int? in
        var scan = unsafe CSVRowScan(
          UnsafeBufferPointer(rebasing: window[..<filled]), from: position, delimiter: delimiter,
          hasEnded: hasEnded)
        guard try scan.scan(into: &found) else { return nil }
        nextLine = line + scan.lineCount + 1
        return scan.index
      }
    } catch let failure as CSVRowScan.Failure {
      throw error(found: failure.found, expected: failure.expected)
    }
  }
}

// MARK: - The kind of text

extension CSVReader {
  /// The separator that the first line with text has most of, outside of quotes; of as many commas
  /// as semicolons the commas are decimal ones.
  private static func delimiter(of text: ArraySlice<UInt8>) -> UInt8 {
    let delimiters = [";", "\t", ","].map { UInt8(ascii: $0) }
    var counts = [Int](repeating: 0, count: delimiters.count)
    var isQuoted = false
    for byte in text.drop(while: { $0 == 0x0A || $0 == 0x0D }) {
      if byte == quote { isQuoted.toggle() }
      guard !isQuoted else { continue }
      if byte == 0x0A || byte == 0x0D { break }
      if let index = delimiters.firstIndex(of: byte) { counts[index] += 1 }
    }
    let most = counts.indices.reduce(0) { counts[$1] > counts[$0] ? $1 : $0 }
    return counts[most] > 0 ? delimiters[most] : UInt8(ascii: ",")
  }

  /// What a file is that is no table; nil for text.
  private static func otherKind(_ text: ArraySlice<UInt8>) -> String? {
    let start = text.prefix(FileKind.byteCount)
    let kind = FileKind.name(of: start)
    guard !start.isEmpty, !start.contains(where: { $0 < 0x09 }) else {
      return kind ?? "a file that is not text"
    }
    // A header may begin with the words that a program begins with.
    let texts = ["an HTML page", "an XML document", "a Git LFS pointer", "JSON"]
    return kind.flatMap { texts.contains($0) || start[start.startIndex] > 0x7F ? $0 : nil }
  }
}
