import FileFormats

/// The numbers and labels that the first reading of a table has found: where they are few, the
/// memory whose size they determine is filled without a second reading.
final class TableRows {
  /// Some rows.
  ///
  /// A piece never grows: memory that is freed while others are made may stay with the process.
  private struct Piece {
    /// The numbers, row-major.
    var numbers: [Float] = []
    /// Of each row's label the index of its text; none once there are too many texts.
    var texts: [Int32] = []
    /// Then of each row's label the number; NaN for none.
    var labels: [Double] = []
    /// Of each row the labels, where there are several, row-major.
    var values: [Float] = []
    var rowCount = 0
  }

  private var pieces: [Piece] = []
  /// The piece to which rows are added.
  private var piece = Piece()
  /// The indices of the labels' columns.
  private let labelIndices: [Int]
  private let pieceRowCount: Int
  private let rowByteCount: Int
  private var byteCount = 0
  private let maximumByteCount: Int
  /// Whether all rows are here.
  private(set) var areWhole = true

  private static let pieceByteCount = 4 << 20

  /// - Parameters:
  ///   - width: The numbers of a row.
  ///   - labels: The indices of the labels' columns.
  ///   - fileByteCount: The upper bound of the table's bytes; no memory is taken for more rows than
  ///     they can hold.
  ///   - maximumByteCount: The memory above which no row is kept.
  init(width: Int, labels: [Int], fileByteCount: Int, maximumByteCount: Int) {
    labelIndices = labels
    rowByteCount = 4 * width + MemoryLayout<Double>.size * labels.count
    // Each field has a separator or a line end behind it, but for the last one.
    let mostRows = fileByteCount / (width + labels.count) + 1
    pieceRowCount = max(1, min(Self.pieceByteCount / rowByteCount, mostRows))
    self.maximumByteCount = maximumByteCount
  }

  /// Adds the row at hand, with the label that the scan has found in it, or with all of its labels.
  ///
  /// - Throws: `DataFileError` for a field that is no number.
  func add(_ reader: CSVReader, _ indices: ColumnIndices, label: LabelScan.Label) throws {
    guard areWhole else { return }
    // A property would be looked up for each number.
    var piece = piece
    self.piece = Piece()
    defer { self.piece = piece }
    if piece.rowCount.isMultiple(of: pieceRowCount) {
      if piece.rowCount > 0 { pieces.append(piece) }
      piece = Piece()
      byteCount += pieceRowCount * rowByteCount
      guard byteCount <= maximumByteCount else { return clear() }
      piece.numbers.reserveCapacity(pieceRowCount * indices.features.count)
      if labelIndices.count == 1 {
        piece.texts.reserveCapacity(pieceRowCount)
      } else {
        piece.values.reserveCapacity(pieceRowCount * labelIndices.count)
      }
    }
    try indices.append(of: reader, to: &piece.numbers)
    switch label {
    case .text(let index): piece.texts.append(index)
    case .number(let number): piece.labels.append(number)
    case .values: try indices.appendLabels(labelIndices, of: reader, to: &piece.values)
    }
    piece.rowCount += 1
  }

  /// Moves the numbers and labels into the caller's memory.
  ///
  /// - Returns: Whether each label fits; where one does not, a second reading names it.
  func move(
    to x: UnsafeMutableBufferPointer<Float>, _ y: UnsafeMutableBufferPointer<UInt32>,
    _ column: LabelColumn, _ scan: LabelScan
  ) -> Bool {
    pieces.append(piece)
    piece = Piece()
    defer { clear() }
    let bits = scan.bits(as: column)
    var (row, start) = (0, 0)
    for index in pieces.indices {
      for value in pieces[index].values {
        unsafe y[row] = value.bitPattern
        row += 1
      }
      for text in pieces[index].texts {
        guard let label = bits[Int(text)] else { return false }
        unsafe y[row] = label
        row += 1
      }
      for number in pieces[index].labels {
        guard let label = column.bits(of: number) else { return false }
        unsafe y[row] = label
        row += 1
      }
      _ = unsafe UnsafeMutableBufferPointer(rebasing: x[start...]).update(
        fromContentsOf: pieces[index].numbers)
      start += pieces[index].numbers.count
      pieces[index] = Piece()
    }
    return true
  }

  private func clear() {
    areWhole = false
    pieces = []
  }
}
