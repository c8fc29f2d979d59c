import FileFormats

extension CSVReader {
  /// The names of the columns, where the first row, which is at hand, is a header; nil where it is
  /// a row of the table.
  func names(_ header: DataFiles.Header, as known: TableColumns?) throws -> [String]? {
    for index in 0..<fieldCount { try checkMarks(index) }
    guard try isHeader(header, as: known) else { return nil }
    let row = texts
    var seen: Set<String> = []
    for (index, name) in row.enumerated() {
      let place = "column \(index + 1)"
      guard !name.isEmpty else {
        throw error(
          place, found: "no name beside others",
          expected: "a name; were the row numbers saved too (index=False leaves them out)?")
      }
      guard String(validating: bytes(index), as: UTF8.self) != nil else {
        throw error(
          place, found: "a name that is not UTF-8", expected: "a table that is saved as UTF-8")
      }
      guard seen.insert(name).inserted else {
        throw error(
          place, found: "the name \"\(name.onOneLine())\" a second time", expected: "each once")
      }
    }
    return row
  }

  /// Expects that the text of a field can be a key.
  ///
  /// - Throws: `DataFileError` for one that takes minutes to compare.
  private func checkMarks(_ index: Int) throws(DataFileError) {
    guard !CombiningMarks.areFew(in: text(index)) else { return }
    throw error(
      "column \(index + 1)", found: "a text with \(CombiningMarks.found)",
      expected: CombiningMarks.expected)
  }

  private func isHeader(_ header: DataFiles.Header, as known: TableColumns?) throws -> Bool {
    guard header == .auto else { return header == .yes }
    let row = texts
    if let features = known?.features, Set(row).isSuperset(of: features) { return true }
    let named = row.indices.filter { number($0) == nil && (row[$0].isEmpty || !isMissing($0)) }
    guard named.count < row.count else { return true }
    if row.indices.allSatisfy({ row[$0] == "\($0)" }) {
      throw unclear(row.prefix(20).joined(separator: ","))
    }
    // The next row, if there is one, tells a name from a label.
    let other = try CSVReader(path)
    guard try !named.isEmpty && other.next() && other.next() && other.fieldCount == fieldCount,
      let column = named.first(where: { other.number($0) != nil })
    else { return false }
    throw unclear("'\(row[column])' above a number")
  }

  private var texts: [String] { (0..<fieldCount).map { text($0) } }

  private func unclear(_ found: String) -> DataFileError {
    error(
      found: "\(found): a header, or a row", expected: Self.choiceOfHeader, parameter: .header)
  }

  /// What tells whether the first row is a header.
  static let choiceOfHeader = "yes or no to say which"
}
