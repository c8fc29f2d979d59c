import FileFormats

/// The columns of a table, by which other tables are read as the first one was.
package struct TableColumns: Equatable, Sendable, Codable {
  /// The names of the columns of numbers, in order; nil for a table without a header.
  package let features: [String]?
  /// The number of the columns of numbers.
  package let featureCount: Int
  /// The name of the labels' column, or its position, counted from 1.
  package let label: String
  /// The texts of the classes, in the order of their indices; nil where labels are numbers.
  package var classes: [String]?

  package init(features: [String]?, featureCount: Int, label: String, classes: [String]? = nil) {
    self.features = features
    self.featureCount = featureCount
    self.label = label
    self.classes = classes
  }
}

/// Where the columns of numbers are in the rows of one file.
struct ColumnIndices: Equatable, Sendable {
  /// The number of fields of each row.
  let fieldCount: Int
  /// The columns of numbers, in the samples' order.
  let features: [Int]
  /// The names of all columns; nil without a header.
  let names: [String]?

  /// A column's name or position, for messages.
  func name(_ index: Int) -> String {
    names.map { "column \"\($0[index].onOneLine(limit: 60))\"" } ?? "column \(index + 1)"
  }
}

extension ColumnIndices {
  /// Finds the columns, and that of the labels, by the first row.
  ///
  /// - Parameters:
  ///   - reader: The reader, whose first row is at hand.
  ///   - labelColumn: The name of the labels' column, or its position counted from 1, from the end
  ///     if negative; nil for the one called `label`, or else the last.
  ///   - known: The columns of the table that a model was trained with.
  /// - Returns: The columns, and the index of the labels' one.
  /// - Throws: `DataFileError`.
  static func labeled(
    _ reader: CSVReader, labelColumn: String?, known: TableColumns?
  ) throws -> (ColumnIndices, label: Int) {
    let count = reader.fieldCount
    guard count > 1 else {
      throw reader.error(
        found: "one column", expected: "columns of numbers and one of labels, separated by commas")
    }
    let names = try reader.header()
    let label = try label(reader, labelColumn ?? known?.label, names, count)
    if let known, let names, known.features?.contains(names[label]) == true {
      throw reader.error(
        found: "the labels in column \"\(names[label].onOneLine())\"",
        expected: "another column: that one is an input of the model")
    }
    let others = (0..<count).filter { $0 != label }
    return (try ColumnIndices(reader, names, others, as: known), label)
  }

  /// Finds the columns of a table that may have no labels by the first row.
  ///
  /// - Parameters:
  ///   - reader: The reader, whose first row is at hand.
  ///   - known: The columns of the table that a model was trained with.
  /// - Throws: `DataFileError`.
  init(featuresOf reader: CSVReader, as known: TableColumns) throws {
    let names = try reader.header()
    // Without names a further column is that of the labels, where they were.
    let label = reader.fieldCount == known.featureCount ? nil : Int(known.label)
    let others = (0..<reader.fieldCount).filter { names != nil || $0 + 1 != label }
    let features = names.map { names in others.filter { names[$0] != known.label } } ?? others
    try self.init(reader, names, features, as: known)
  }

  /// The columns of numbers among some, in the order of the table that a model was trained with.
  private init(
    _ reader: CSVReader, _ names: [String]?, _ others: [Int], as known: TableColumns?
  ) throws {
    fieldCount = reader.fieldCount
    self.names = names
    if let wanted = known?.features {
      guard let names else {
        throw reader.error(
          found: "no header", expected: "the columns \(wanted.joined(separator: ", "))")
      }
      features = try wanted.map { name in
        guard let index = names.firstIndex(of: name) else {
          throw reader.error(
            found: "no column \"\(name.onOneLine())\"",
            expected: "those that the model was trained with")
        }
        return index
      }
    } else {
      features = others
    }
    guard let known, features.count != known.featureCount else { return }
    throw reader.error(
      found: "\(features.count) columns beside the labels",
      expected: "\(known.featureCount), as the model was trained with")
  }

  private static func label(
    _ reader: CSVReader, _ wanted: String?, _ names: [String]?, _ count: Int
  ) throws -> Int {
    guard let wanted else {
      return names?.firstIndex(of: "label") ?? names?.firstIndex { $0.lowercased() == "label" }
        ?? count - 1
    }
    if let index = names?.firstIndex(of: wanted) { return index }
    if let position = Int(wanted), (1...count).contains(position.magnitude.clamped) {
      return position > 0 ? position - 1 : count + position
    }
    let list = names.map { $0.joined(separator: ", ") } ?? "1 to \(count)"
    throw reader.error(
      found: "no column \"\(wanted.onOneLine())\" for the labels", expected: "one of \(list)")
  }

  /// The columns as a model keeps them.
  func described(label: Int, classes: [String]?) -> TableColumns {
    TableColumns(
      features: names.map { names in features.map { names[$0] } }, featureCount: features.count,
      label: names.map { $0[label] } ?? "\(label + 1)", classes: classes)
  }
}

extension CSVReader {
  /// The names of the columns, where the first row is a header; nil where it is a row of the table.
  ///
  /// No field of a header is a number, or where one is, a text stands above a number of the next
  /// row. It may also count the columns from 0 on, as a table of pandas without names does.
  fileprivate func header() throws -> [String]? {
    guard try isHeader() else { return nil }
    let row = (0..<fieldCount).map { text($0) }
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
      guard row.firstIndex(of: name) == index else {
        throw error(
          place, found: "the name \"\(name.onOneLine())\" a second time", expected: "each once")
      }
    }
    return row
  }

  private func isHeader() throws -> Bool {
    let columns = 0..<fieldCount
    let named = columns.filter { number($0) == nil && !isNumberless($0) }
    guard named.count < fieldCount else { return true }
    guard named.isEmpty else {
      let other = try CSVReader(path)
      guard try other.next(), try other.next(), other.fieldCount == fieldCount else { return false }
      return named.contains { other.number($0) != nil }
    }
    guard columns.allSatisfy({ text($0) == "\($0)" }) else { return false }
    // A shorter one is the first row of many a table.
    guard fieldCount > 3 else {
      throw error(
        found: columns.map { "\($0)" }.joined(separator: ",") + ": a header, or a row",
        expected: "names in the first line, or another row first")
    }
    return true
  }

  /// Whether a field of the first row is a missing number rather than a name.
  private func isNumberless(_ index: Int) -> Bool {
    text(index).isEmpty ? false : isMissing(index)
  }
}

extension UInt {
  /// The number, or the largest of `Int`.
  fileprivate var clamped: Int { Int(clamping: self) }
}
