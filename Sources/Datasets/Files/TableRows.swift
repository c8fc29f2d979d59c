import FileFormats

/// The numbers and labels that the first reading of a table has found: where they are few, the
/// memory whose size they determine is filled without a second reading.
final class TableRows {
  /// The numbers in row-major order, in pieces of whole rows.
  private var chunks: [[Float]] = []
  /// The last piece.
  private var chunk: [Float] = []
  private(set) var labels = FoundLabels()
  private let maximumByteCount: Int
  /// Whether all rows are here, and not more than the memory for them.
  private(set) var areWhole = true

  /// The numbers of a piece: of so much memory that the C library maps it for itself, and gives it
  /// back to the system as soon as it is freed.
  private static let chunkSize = 10 << 20

  init(maximumByteCount: Int) { self.maximumByteCount = maximumByteCount }

  /// Adds the row at hand.
  ///
  /// - Throws: `DataFileError` for a field that is no number.
  func add(_ reader: CSVReader, _ indices: ColumnIndices, label: FoundLabels.Label) throws {
    guard areWhole else { return }
    // A property would be looked up for each number.
    var numbers = chunk
    chunk = []
    defer { chunk = numbers }
    if numbers.isEmpty || numbers.count + indices.features.count > Self.chunkSize {
      if !numbers.isEmpty { chunks.append(numbers) }
      numbers = []
      let byteCount = 4 * Self.chunkSize * (chunks.count + 1) + labels.byteCount
      guard byteCount <= maximumByteCount else { return clear() }
      numbers.reserveCapacity(max(Self.chunkSize, indices.features.count))
    }
    try indices.append(of: reader, to: &numbers)
    labels.append(label)
  }

  /// Moves the numbers into the caller's memory.
  func move(into x: UnsafeMutableBufferPointer<Float>) {
    var start = 0
    chunks.append(chunk)
    chunk = []
    for index in chunks.indices {
      _ = unsafe UnsafeMutableBufferPointer(rebasing: x[start...]).update(
        fromContentsOf: chunks[index])
      start += chunks[index].count
      chunks[index] = []
    }
    clear()
  }

  private func clear() {
    areWhole = false
    chunks = []
    labels = FoundLabels()
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
