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

  /// Writes the labels of the row at hand: a class as `Int32`, or values as `Float`.
  func write(
    _ reader: CSVReader, _ columns: ColumnIndices, at indices: [Int], row: Int,
    into y: UnsafeMutableRawBufferPointer
  ) throws {
    let column = indices[0]
    func error(_ expected: String) -> DataFileError {
      reader.error(
        columns.place(of: reader, column), found: "'\(reader.text(column))'", expected: expected)
    }
    switch self {
    case .classes:
      guard let label = reader.classIndex(column) else { throw error("a class from 0 up") }
      unsafe y.storeBytes(of: Int32(label), toByteOffset: 4 * row, as: Int32.self)
    case .names(let names, let known):
      guard let label = known[reader.bytes(column)] else {
        throw error("one of the classes \(names.prefix(20).joined(separator: ", "))")
      }
      unsafe y.storeBytes(of: label, toByteOffset: 4 * row, as: Int32.self)
    case .values:
      var values: [Float] = []
      try columns.appendLabels(indices, of: reader, to: &values)
      for (index, value) in values.enumerated() {
        let offset = 4 * (row * values.count + index)
        unsafe y.storeBytes(of: value, toByteOffset: offset, as: Float.self)
      }
    }
  }
}

extension LabelColumn {
  /// The four bytes of a label that is a number; nil for a text, or where it does not fit.
  func bits(of number: Double) -> UInt32? {
    switch self {
    case .classes: Int32(exactly: number).map { UInt32(bitPattern: $0) }
    case .names: nil
    case .values: Float(number).isFinite ? Float(number).bitPattern : nil
    }
  }
}

extension ColumnIndices {
  /// Appends the labels of the row at hand, which are numbers.
  func appendLabels(
    _ indices: [Int], of reader: CSVReader, to values: inout [Float]
  ) throws {
    try append(
      indices, of: reader, to: &values,
      expected: indices.count == 1
        ? "a number, as in other rows"
        : "a number: labels in several columns are values; a column of classes stands alone")
  }
}

/// Finds out what the labels of a table are, row by row.
struct LabelScan {
  private var areClasses = true
  private var areNumbers = true
  private var indices: [[UInt8]: Int32] = [:]
  private var hasMany = false
  private var isFirstRepeated = false
  /// The texts in the order in which they were found; none where there are too many.
  private var texts: [[UInt8]] = []
  /// The numbers of all texts that were found; NaN for none.
  private var numbers: [Double] = []

  /// A label, before it is known what they all are.
  enum Label {
    /// The index of its text among those that were found.
    case text(Int32)
    /// Its number, once there are too many texts; NaN for none.
    case number(Double)
    /// Several numbers, in columns of their own.
    case values
  }

  /// More are rather names or numbers of samples.
  private static let maximumClassCount = 10_000
  private static let maximumByteCount = 256

  /// Looks at the label of the row at hand.
  mutating func add(
    _ reader: CSVReader, _ columns: ColumnIndices, at column: Int
  ) throws -> Label {
    guard !reader.isQuoted(column) || !reader.bytes(column).isEmpty else {
      throw reader.error(
        columns.place(of: reader, column), found: "an empty text",
        expected: "a label of at least one character; name the class, or leave the row out")
    }
    guard !reader.isMissing(column) else {
      throw reader.error(
        columns.place(of: reader, column), found: columns.missing(column, of: reader),
        expected: "a label, in quotes if that is one; leave the row out")
    }
    let isCode = reader.isCode(column)
    let number = reader.number(column)
    if areClasses, isCode || reader.classIndex(column) == nil { areClasses = false }
    if areNumbers, !areClasses, isCode || number == nil { areNumbers = false }
    guard !hasMany, let index = try index(of: reader, columns, at: column) else {
      return .number(number ?? .nan)
    }
    if index == numbers.count { numbers.append(number ?? .nan) }
    return .text(index)
  }

  /// The four bytes of the label of each text; nil for one that does not fit.
  func bits(as column: LabelColumn) -> [UInt32?] {
    guard case .names(_, let indices) = column else { return numbers.map(column.bits(of:)) }
    return hasMany
      ? numbers.map { _ in nil } : texts.map { indices[$0].map { UInt32(bitPattern: $0) } }
  }

  /// The index of the text of the label at hand; nil once there are too many.
  private mutating func index(
    of reader: CSVReader, _ columns: ColumnIndices, at column: Int
  ) throws -> Int32? {
    let text = reader.bytes(column)
    if let index = indices[text] {
      if index == 0 { isFirstRepeated = true }
      return index
    }
    guard let string = String(validating: text, as: UTF8.self) else {
      throw reader.error(
        columns.place(of: reader, column), found: "a text that is not UTF-8",
        expected: "a table that is saved as UTF-8")
    }
    guard CombiningMarks.areFew(in: string) else {
      throw reader.error(
        columns.place(of: reader, column), found: "a text with \(CombiningMarks.found)",
        expected: CombiningMarks.expected)
    }
    guard texts.count < Self.maximumClassCount, text.count <= Self.maximumByteCount else {
      hasMany = true
      texts = []
      indices = [:]
      return nil
    }
    let index = Int32(texts.count)
    indices[text] = index
    texts.append(text)
    return index
  }

  /// What the labels are, now that all rows have been looked at.
  ///
  /// Texts are sorted by their bytes, unless a model was trained with others.
  func column(
    of path: String, _ columns: ColumnIndices, at column: Int, _ options: TableFile.Options
  ) throws -> LabelColumn {
    let known = options.columns
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
        expected: "labels, or those of another column", parameter: .labelColumn)
    }
    // A text that no other row has may be the column's name.
    guard columns.names != nil || options.header != .auto || isFirstRepeated else {
      let name = texts.first.map { String(decoding: $0, as: UTF8.self) } ?? ""
      throw DataFileError(
        path: path, place: "line 1", found: "the label '\(name)' there alone: a header, or a row",
        expected: CSVReader.choiceOfHeader, parameter: .header)
    }
    let sorted = texts.sorted { $0.lexicographicallyPrecedes($1) }
    return LabelColumn(named: sorted.map { String(decoding: $0, as: UTF8.self) })
  }
}
