import FileFormats

/// The columns of a table, by which other tables are read as the first one was.
package struct TableColumns: Equatable, Sendable, Codable {
  /// The names of the columns of numbers, in order; nil for a table without a header.
  package let features: [String]?
  /// The number of the columns of numbers.
  package let featureCount: Int
  /// The names of the labels' columns, or their positions, counted from 1.
  package let labels: [String]
  /// The texts of the classes, in the order of their indices; nil where labels are numbers.
  package var classes: [String]?

  package init(
    features: [String]?, featureCount: Int, labels: [String], classes: [String]? = nil
  ) {
    self.features = features
    self.featureCount = featureCount
    self.labels = labels
    self.classes = classes
  }

  /// The names of the labels' columns; nil for a table without a header.
  package var labelNames: [String]? { features == nil ? nil : labels }
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
  /// Finds the columns, and those of the labels, by the first row.
  ///
  /// - Parameters:
  ///   - reader: The reader, whose first row is at hand.
  ///   - labelColumns: The names of the labels' columns, or their positions counted from 1, from
  ///     the end if negative; none for the one called `label`, or else the last.
  ///   - header: Whether that row has the columns' names.
  ///   - known: The columns of the table that a model was trained with.
  /// - Returns: The columns, and the indices of the labels' ones, in the given order.
  /// - Throws: `DataFileError`.
  static func labeled(
    _ reader: CSVReader, labelColumns: [String], header: DataFiles.Header, known: TableColumns?
  ) throws -> (ColumnIndices, labels: [Int]) {
    let count = reader.fieldCount
    guard count > 1 else {
      throw reader.error(
        found: "one column", expected: "columns of numbers and one of labels, separated by commas")
    }
    let names = try reader.names(header, as: known)
    let wanted = labelColumns.isEmpty ? known?.labels ?? [] : labelColumns
    var labels = try labels(reader, wanted, names, count)
    if let known {
      guard labels.count == known.labels.count else {
        throw reader.error(
          found: labels.count == 1 ? "one column of labels" : "\(labels.count) columns of labels",
          expected: "\(known.labels.count), as the model was trained with")
      }
      if let names, let label = labels.first(where: { known.features?.contains(names[$0]) == true })
      {
        throw reader.error(
          found: "the labels in column \"\(names[label].onOneLine())\"",
          expected: "another column: that one is an input of the model")
      }
      labels = try ordered(labels, reader, names, as: known)
    }
    let others = (0..<count).filter { !labels.contains($0) }
    guard !others.isEmpty else {
      throw reader.error(
        found: "\(count) columns, all of labels", expected: "columns of numbers beside them")
    }
    return (try ColumnIndices(reader, names, others, as: known), labels)
  }

  /// The labels' columns in the order of those that a model was trained with, whatever the order in
  /// which they were asked for: each is one of the model's outputs.
  ///
  /// - Throws: `DataFileError` where only some of several are among those of the training.
  private static func ordered(
    _ labels: [Int], _ reader: CSVReader, _ names: [String]?, as known: TableColumns
  ) throws -> [Int] {
    let found = labels.map { label in
      known.features == nil ? "\(label + 1)" : names.map { $0[label] } ?? "\(label + 1)"
    }
    let indices = Dictionary(zip(found, labels), uniquingKeysWith: { first, _ in first })
    let ordered = known.labels.compactMap { indices[$0] }
    guard ordered.count < labels.count else { return ordered }
    // Other columns than those of the training are taken in the order in which they are given.
    guard labels.count > 1, !ordered.isEmpty else { return labels }
    throw reader.error(
      found: "the labels in columns \(found.joined(separator: ", "))",
      expected: "all of \(known.labels.joined(separator: ", ")), as the model was trained with")
  }

  /// The indices of the labels' columns; that of the usual one where none is wanted.
  private static func labels(
    _ reader: CSVReader, _ wanted: [String], _ names: [String]?, _ count: Int
  ) throws -> [Int] {
    guard !wanted.isEmpty else { return [try label(reader, nil, names, count)] }
    var labels: [Int] = []
    for column in wanted {
      let label = try label(reader, column, names, count)
      guard !labels.contains(label) else {
        throw reader.error(
          found: "column \"\(column.onOneLine())\" for the labels a second time",
          expected: "each once")
      }
      labels.append(label)
    }
    return labels
  }

  /// Finds the columns of a table that may have no labels by the first row.
  ///
  /// - Parameters:
  ///   - reader: The reader, whose first row is at hand.
  ///   - header: Whether that row has the columns' names.
  ///   - known: The columns of the table that a model was trained with.
  /// - Throws: `DataFileError`.
  init(
    featuresOf reader: CSVReader, header: DataFiles.Header, as known: TableColumns
  ) throws {
    let names = try reader.names(header, as: known)
    let all = 0..<reader.fieldCount
    if known.features != nil, let names {
      let others = all.filter { !known.labels.contains(names[$0]) }
      try self.init(reader, names, others, as: known)
      return
    }
    // A model that knows no names: further columns are those of the labels, where they were, or
    // where a header says that they are.
    let label = known.labels.count == 1 ? names.flatMap(Self.label(in:)) : nil
    let labels =
      label.map { [$0] }
      ?? (all.count == known.featureCount ? [] : known.labels.compactMap { Int($0) }.map { $0 - 1 })
    try self.init(reader, names, all.filter { !labels.contains($0) }, as: known)
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
      let indices = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
      features = try wanted.map { name in
        guard let index = indices[name] else {
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
      return names.flatMap(Self.label(in:)) ?? count - 1
    }
    if let index = names?.firstIndex(of: wanted) { return index }
    if let position = Int(wanted), (1...count).contains(position.magnitude.clamped) {
      return position > 0 ? position - 1 : count + position
    }
    let list = names.map { $0.joined(separator: ", ") } ?? "1 to \(count)"
    throw reader.error(
      found: "no column \"\(wanted.onOneLine())\" for the labels", expected: "one of \(list)")
  }

  /// The index of the column that is called `label`.
  private static func label(in names: [String]) -> Int? {
    names.firstIndex(of: "label") ?? names.firstIndex { $0.lowercased() == "label" }
  }

  /// The columns as a model keeps them.
  func described(labels: [Int], classes: [String]?) -> TableColumns {
    TableColumns(
      features: names.map { names in features.map { names[$0] } }, featureCount: features.count,
      labels: labels.map { label in names.map { $0[label] } ?? "\(label + 1)" }, classes: classes)
  }
}

extension UInt {
  /// The number, or the largest of `Int`.
  fileprivate var clamped: Int { Int(clamping: self) }
}
