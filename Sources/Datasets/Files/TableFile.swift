import FileFormats

/// A table in CSV text: numbers, and a column of labels, or several of them, which are values.
///
/// It is read once, in a window of the file, for the number of rows, the classes and the numbers,
/// which go into memory of exactly their size; a large one is read a second time for the numbers.
package struct TableFile: StoredData {
  /// The choices of a reader.
  package struct Options: Equatable, Sendable {
    /// The names or the positions of the labels' columns; none for the one called `label`, else
    /// the last.
    package var labelColumns: [String]
    /// Whether the first row has the columns' names.
    package var header: DataFiles.Header
    /// The columns of the table that a model was trained with.
    package var columns: TableColumns?

    package init(
      labelColumns: [String] = [], header: DataFiles.Header = .auto,
      columns: TableColumns? = nil
    ) {
      self.labelColumns = labelColumns
      self.header = header
      self.columns = columns
    }
  }

  package let layout: StoredSplit

  private let path: String
  private let indices: ColumnIndices
  private let labelIndices: [Int]
  private let labels: LabelColumn
  private let rowCount: Int
  private let rows: TableRows
  private let scan: LabelScan

  /// The greatest memory for what one reading finds, beside that for the numbers in the end.
  package static let maximumKeptByteCount = 1 << 30

  /// Reads a table's labels and the number of its rows, and keeps its numbers if they are few.
  ///
  /// - Throws: `DataFileError`, `GzipError` or `FileError`.
  package init(
    _ path: String, _ options: Options, maximumKeptByteCount: Int = Self.maximumKeptByteCount
  ) throws {
    self.path = path
    let reader = try CSVReader(path)
    guard try reader.next() else {
      throw DataFileError(path: path, found: "no rows", expected: "a table in CSV text")
    }
    let (indices, labelIndices) = try ColumnIndices.labeled(
      reader, labelColumns: options.labelColumns, header: options.header, known: options.columns)
    var labels = LabelScan()
    rows = TableRows(
      width: indices.features.count, labels: labelIndices, fileByteCount: reader.maximumByteCount,
      maximumByteCount: maximumKeptByteCount)
    var count = 0
    var isMore = try indices.names == nil || reader.next()
    while isMore {
      try indices.check(reader)
      let found =
        labelIndices.count > 1 ? .values : try labels.add(reader, indices, at: labelIndices[0])
      try rows.add(reader, indices, label: found)
      count += 1
      isMore = try reader.next()
    }
    guard count > 0, count <= Int(Int32.max) else {
      throw DataFileError(
        path: path, found: count == 0 ? "a header alone" : "\(count) rows",
        expected: "rows of numbers, at most \(Int32.max)")
    }
    self.indices = indices
    self.labelIndices = labelIndices
    self.labels =
      labelIndices.count > 1
      ? .values : try labels.column(of: path, indices, at: labelIndices[0], options)
    scan = labels
    rowCount = count
    let columns = indices.described(labels: labelIndices, classes: self.labels.names)
    var region = RegionLayout()
    let width = indices.features.count
    layout = StoredSplit(
      trainSamples: StoredSplit.Part(
        format: ElementFormat(.float32), shape: [count, width], place: region.add(4 * count * width)
      ),
      trainLabels: StoredSplit.Part(
        format: ElementFormat(self.labels.areClasses ? .int32 : .float32),
        shape: labelIndices.count > 1 ? [count, labelIndices.count] : [count],
        place: region.add(4 * count * labelIndices.count)),
      testSamples: nil, testLabels: nil, regionByteCount: region.byteCount, columns: columns)
  }

  /// Reads all numbers and labels.
  package func read(into region: UnsafeMutableRawBufferPointer) throws {
    guard case .region(let start) = layout.trainSamples.place,
      case .region(let labelStart) = layout.trainLabels.place
    else { return }
    let width = indices.features.count
    let x = unsafe UnsafeMutableRawBufferPointer(
      rebasing: region[start..<start + 4 * rowCount * width]
    ).assumingMemoryBound(to: Float.self)
    let y = unsafe UnsafeMutableRawBufferPointer(
      rebasing: region[labelStart..<labelStart + 4 * rowCount * labelIndices.count])
    let bits = unsafe y.assumingMemoryBound(to: UInt32.self)
    if rows.areWhole, unsafe rows.move(to: x, bits, labels, scan) { return }
    let reader = try CSVReader(path)
    if indices.names != nil { _ = try reader.next() }
    var row = 0
    var numbers: [Float] = []
    while try reader.next() {
      guard row < rowCount else { throw changed }
      try indices.check(reader)
      numbers.removeAll(keepingCapacity: true)
      try indices.append(of: reader, to: &numbers)
      _ = unsafe UnsafeMutableBufferPointer(rebasing: x[(row * width)...]).update(
        fromContentsOf: numbers)
      try unsafe labels.write(reader, indices, at: labelIndices, row: row, into: y)
      row += 1
    }
    guard row == rowCount else { throw changed }
  }

  private var changed: DataFileError {
    DataFileError(
      path: path, found: "another number of rows than a moment ago",
      expected: "a file at rest; start again")
  }
}

extension ColumnIndices {
  /// Expects as many fields as in the first row.
  func check(_ reader: CSVReader) throws {
    guard reader.fieldCount == fieldCount else {
      throw reader.error(
        place(of: reader), found: "\(reader.fieldCount) fields",
        expected: "\(fieldCount), as in the first line")
    }
  }

  /// Appends fields of the row at hand as numbers: those of the samples, unless others are given.
  ///
  /// - Parameters:
  ///   - columns: The indices of the fields.
  ///   - reader: The reader, whose row is at hand.
  ///   - numbers: The numbers to append to.
  ///   - expected: What is said of a text.
  /// - Throws: `DataFileError` with the row and the column.
  func append(
    _ columns: [Int]? = nil, of reader: CSVReader, to numbers: inout [Float],
    expected: String = "a number; texts can be labels only, so encode them as numbers first"
  ) throws {
    guard let column = reader.append(columns ?? features, to: &numbers) else { return }
    let isMissing = reader.isMissing(column)
    throw reader.error(
      place(of: reader, column),
      found: isMissing ? missing(column, of: reader) : "'\(reader.text(column))'",
      expected: isMissing
        ? "a number; fill missing values in, or leave the row out"
        : reader.number(column) != nil
          ? "a number up to \(Float.greatestFiniteMagnitude)"
          : reader.hasDecimalComma(column) ? "a number with a decimal point" : expected)
  }

  /// What is said of a field without a value.
  func missing(_ column: Int, of reader: CSVReader) -> String {
    let text = reader.text(column)
    return text.isEmpty ? "no value" : "no value ('\(text)')"
  }

  /// The row, counted without the header, and the column, for messages.
  func place(of reader: CSVReader, _ column: Int? = nil) -> String {
    "row \(reader.row - (names == nil ? 0 : 1))" + (column.map { ", \(name($0))" } ?? "")
  }
}
