/// A splitter of a stream of bytes into lines.
struct LineSplitter {
  /// The longest beginning of a line that is kept: of a longer one only its end is.
  private static let longestLine = 65_536

  private var rest: [UInt8] = []

  /// Adds the next bytes.
  ///
  /// - Returns: The lines that they complete, without their ends.
  mutating func add(_ bytes: [UInt8]) -> [String] {
    var lines = (rest + bytes).split(
      omittingEmptySubsequences: false, whereSeparator: { $0 == UInt8(ascii: "\n") })
    rest = Array((lines.popLast() ?? []).suffix(Self.longestLine))
    return lines.map { line in
      String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line, as: UTF8.self)
    }
  }
}
