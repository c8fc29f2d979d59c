import FileFormats

/// The numbers and labels that the first reading of a table has found: where they are few, the
/// memory whose size they determine is filled without a second reading.
final class TableRows {
  /// The numbers in row-major order, in pieces that go back to the system one by one.
  private var chunks: [[Float]] = []
  private(set) var labels = FoundLabels()
  private let maximumByteCount: Int
  /// Whether all rows are here, and not more than the memory for them.
  private(set) var areWhole = true

  private static let chunkSize = 1 << 20

  init(maximumByteCount: Int) { self.maximumByteCount = maximumByteCount }

  /// Adds the row at hand.
  ///
  /// - Throws: `DataFileError` for a field that is no number.
  func add(_ reader: CSVReader, _ indices: ColumnIndices, label: FoundLabels.Label) throws {
    guard areWhole else { return }
    let byteCount = 4 * Self.chunkSize * (chunks.count + 1) + labels.byteCount
    guard byteCount <= maximumByteCount else {
      areWhole = false
      chunks = []
      labels = FoundLabels()
      return
    }
    for column in indices.features {
      let number = try indices.float(column, of: reader)
      if chunks.last.map({ $0.count == Self.chunkSize }) ?? true {
        chunks.append([])
        chunks[chunks.count - 1].reserveCapacity(Self.chunkSize)
      }
      chunks[chunks.count - 1].append(number)
    }
    labels.append(label)
  }

  /// Moves the numbers into the caller's memory.
  func move(into x: UnsafeMutableBufferPointer<Float>) {
    var start = 0
    for index in chunks.indices {
      _ = unsafe UnsafeMutableBufferPointer(rebasing: x[start...]).update(
        fromContentsOf: chunks[index])
      start += chunks[index].count
      chunks[index] = []
    }
    chunks = []
    areWhole = false
  }
}

/// The labels of a table's rows, before it is known what they are.
struct FoundLabels {
  /// A label.
  struct Label {
    /// The number; NaN for a text.
    let number: Double
    /// The index of the text among those that were found; nil once there are too many.
    let text: Int32?
  }

  private(set) var numbers: [Double] = []
  private(set) var texts: [Int32] = []

  var byteCount: Int { 12 * numbers.count }

  mutating func append(_ label: Label) {
    numbers.append(label.number)
    if let text = label.text { texts.append(text) }
  }
}
