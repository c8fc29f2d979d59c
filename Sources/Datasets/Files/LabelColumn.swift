import FileFormats

/// What the labels of a table are: classes by number, classes by text, or values.
enum LabelColumn: Equatable, Sendable {
  /// Whole numbers from 0 up.
  case classes
  /// Texts, in the order of the classes' indices.
  case names([String], indices: [[UInt8]: Int32])
  /// Numbers.
  case values

  /// Whether the labels are classes.
  var areClasses: Bool { self != .values }

  /// The texts of the classes; nil where labels are numbers.
  var names: [String]? {
    if case .names(let names, _) = self { names } else { nil }
  }

  /// Classes of texts in a given order.
  init(named names: [String]) {
    self = .names(
      names,
      indices: Dictionary(
        names.enumerated().map { (Array($1.utf8), Int32($0)) },
        uniquingKeysWith: { first, _ in first }
      ))
  }

  /// Writes the label of the row at hand: a class as `Int32`, or a value as `Float`.
  func write(
    _ reader: CSVReader, _ columns: ColumnIndices, at column: Int, row: Int,
    into y: UnsafeMutableRawBufferPointer
  ) throws {
    func error(_ expected: String) -> DataFileError {
      reader.error(
        columns.place(of: reader, column), found: "'\(reader.text(column))'", expected: expected)
    }
    switch self {
    case .classes:
      guard let label = reader.classIndex(column) else { throw error("a class from 0 up") }
      unsafe y.storeBytes(of: Int32(label), toByteOffset: 4 * row, as: Int32.self)
    case .names(let names, let indices):
      guard let label = indices[reader.bytes(column)] else {
        throw error("one of the classes \(names.prefix(20).joined(separator: ", "))")
      }
      unsafe y.storeBytes(of: label, toByteOffset: 4 * row, as: Int32.self)
    case .values:
      let value = try columns.float(column, of: reader)
      unsafe y.storeBytes(of: value, toByteOffset: 4 * row, as: Float.self)
    }
  }
}

/// Finds out what the labels of a table are, row by row.
struct LabelScan {
  private var areClasses = true
  private var areNumbers = true
  private var texts: Set<[UInt8]> = []
  private var hasMany = false
  private var rowCount = 0
  private var first: [UInt8] = []
  private var isFirstRepeated = false

  /// More are rather names or numbers of samples.
  private static let maximumClassCount = 10_000
  private static let maximumByteCount = 256

  /// Looks at the label of the row at hand.
  mutating func add(_ reader: CSVReader, _ columns: ColumnIndices, at column: Int) throws {
    guard !reader.isMissing(column) else {
      throw reader.error(
        columns.place(of: reader, column), found: columns.missing(column, of: reader),
        expected: "a label, in quotes if that is one; leave the row out")
    }
    let isCode = reader.isCode(column)
    if areClasses, isCode || reader.classIndex(column) == nil { areClasses = false }
    if areNumbers, !areClasses, isCode || reader.number(column) == nil { areNumbers = false }
    guard !hasMany else { return }
    let text = reader.bytes(column)
    if rowCount == 0 { first = text } else if !isFirstRepeated { isFirstRepeated = text == first }
    rowCount += 1
    guard !texts.contains(text) else { return }
    guard String(validating: text, as: UTF8.self) != nil else {
      throw reader.error(
        columns.place(of: reader, column), found: "a text that is not UTF-8",
        expected: "a table that is saved as UTF-8")
    }
    guard texts.count < Self.maximumClassCount, text.count <= Self.maximumByteCount else {
      hasMany = true
      texts = []
      return
    }
    texts.insert(text)
  }

  /// What the labels are, now that all rows have been looked at.
  ///
  /// Texts are sorted by their bytes, unless a model was trained with others.
  func column(
    of path: String, _ columns: ColumnIndices, at column: Int, known: TableColumns?
  ) throws -> LabelColumn {
    if let classes = known?.classes { return LabelColumn(named: classes) }
    if areClasses { return .classes }
    if areNumbers { return .values }
    guard known == nil else {
      throw DataFileError(
        path: path, place: columns.name(column), found: "texts",
        expected: "numbers, as the model was trained with")
    }
    guard !hasMany else {
      throw DataFileError(
        path: path, place: columns.name(column),
        found: "more than \(Self.maximumClassCount) different texts, or very long ones",
        expected: "labels; is it another column (--label-column)?")
    }
    // Where labels occur again, but not that of the first row, it may be the column's name.
    guard columns.names != nil || isFirstRepeated || texts.count == rowCount else {
      let name = String(decoding: first, as: UTF8.self)
      throw DataFileError(
        path: path, place: "line 1",
        found: "the label '\(name)' there alone, beside numbers: a header, or a row",
        expected: "a header of names that are no numbers, or a label that occurs again")
    }
    let sorted = texts.sorted { $0.lexicographicallyPrecedes($1) }
    return LabelColumn(named: sorted.map { String(decoding: $0, as: UTF8.self) })
  }
}
