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

/// Where the columns are in the rows of one file.
struct ColumnIndices: Equatable, Sendable {
  /// The number of fields of each row.
  let fieldCount: Int
  /// The columns of numbers, in the samples' order.
  let features: [Int]
  let label: Int
  /// The names of all columns; nil without a header.
  let names: [String]?

  /// A column's name or position, for messages.
  func name(_ index: Int) -> String {
    names.map { "column \"\($0[index].onOneLine(limit: 60))\"" } ?? "column \(index + 1)"
  }
}

extension ColumnIndices {
  /// Finds the columns by the first row, which is a header where no field of it is a number.
  ///
  /// - Parameters:
  ///   - reader: The reader, whose first row is at hand.
  ///   - labelColumn: The name of the labels' column, or its position counted from 1, from the end
  ///     if negative; nil for the one called `label`, or else the last.
  ///   - known: The columns of the table that a model was trained with.
  /// - Throws: `DataFileError`.
  init(_ reader: CSVReader, labelColumn: String?, known: TableColumns?) throws {
    let count = reader.fieldCount
    guard count > 1 else {
      throw reader.error(
        found: "one column", expected: "columns of numbers and one of labels, separated by commas")
    }
    let row = (0..<count).map { reader.text($0) }
    let isHeader =
      (0..<count).allSatisfy { reader.number($0) == nil && !reader.isNumberless($0) }
      // As a table of pandas without names begins.
      || row == (0..<count).map { "\($0)" }
    names = isHeader ? row : nil
    fieldCount = count
    if let names = names {
      for (index, name) in names.enumerated() {
        guard !name.isEmpty else {
          throw reader.error(
            "column \(index + 1)", found: "no name beside others",
            expected: "a name; were the row numbers saved too (index=False leaves them out)?")
        }
        guard names.firstIndex(of: name) == index else {
          throw reader.error(
            "column \(index + 1)", found: "the name \"\(name.onOneLine())\" a second time",
            expected: "each once")
        }
      }
    }
    let label = try Self.label(reader, labelColumn ?? known?.label, names, count)
    self.label = label
    let others = (0..<count).filter { $0 != label }
    guard let known else {
      features = others
      return
    }
    if let wanted = known.features {
      guard let names = names else {
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
    guard features.count == known.featureCount else {
      throw reader.error(
        found: "\(features.count) columns beside the labels",
        expected: "\(known.featureCount), as the model was trained with")
    }
  }

  private static func label(
    _ reader: CSVReader, _ wanted: String?, _ names: [String]?, _ count: Int
  ) throws -> Int {
    guard let wanted else {
      return names?.firstIndex { $0.lowercased() == "label" } ?? count - 1
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
  func described(classes: [String]?) -> TableColumns {
    TableColumns(
      features: names.map { names in features.map { names[$0] } }, featureCount: features.count,
      label: names.map { $0[label] } ?? "\(label + 1)", classes: classes)
  }
}

extension CSVReader {
  /// Whether a field of the first row is a missing number rather than a name.
  fileprivate func isNumberless(_ index: Int) -> Bool {
    text(index).isEmpty ? false : isMissing(index)
  }
}

extension UInt {
  /// The number, or the largest of `Int`.
  fileprivate var clamped: Int { Int(clamping: self) }
}
