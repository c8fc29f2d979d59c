import FileFormats

/// A reader of elements in Fortran's order, first index fastest, into C's order.
///
/// To it the array is a matrix: a row for each combination of the other indices, in which the first
/// index counts. A piece of some rows is transposed at a time, tile by tile.
struct FortranOrder {
  private let header: ArrayHeader
  /// The array's sizes, but for those of 1.
  private let sizes: [Int]
  /// The distance between elements whose indices differ by one, in C's order, for each of the
  /// sizes.
  private let strides: [Int]

  private static let pieceByteCount = 1 << 20
  /// The rows and columns of a tile: the elements of a cache line of the smallest ones.
  private static let tileSize = 64

  init(_ header: ArrayHeader) {
    self.header = header
    sizes = header.shape.filter { $0 != 1 }
    var strides = [Int](repeating: 1, count: sizes.count)
    for axis in sizes.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * sizes[axis + 1]
    }
    self.strides = strides
  }

  /// Reads all elements, in pieces of at most 1 MiB.
  ///
  /// - Parameters:
  ///   - content: The reader, at the first element.
  ///   - buffer: Memory for all elements.
  /// - Throws: `DataFileError` where there are fewer, and the reader's errors.
  func read(
    _ content: borrowing some SequentialReader & ~Copyable,
    into buffer: UnsafeMutableRawBufferPointer
  ) throws {
    guard buffer.count > 0 else { return }
    let size = header.format.byteCount
    let columnCount = sizes[0]
    let rowCount = buffer.count / size / columnCount
    let rowsOfPiece = max(1, Self.pieceByteCount / (columnCount * size))
    let columnsOfPiece = min(columnCount, Self.pieceByteCount / size)
    var position = RowPosition(sizes: sizes, strides: strides)
    var done = 0
    for firstRow in stride(from: 0, to: rowCount, by: rowsOfPiece) {
      let starts = (firstRow..<min(firstRow + rowsOfPiece, rowCount)).map { _ in position.next() }
      for firstColumn in stride(from: 0, to: columnCount, by: columnsOfPiece) {
        let columns = firstColumn..<min(firstColumn + columnsOfPiece, columnCount)
        let wanted = starts.count * columns.count * size
        let piece = try content.nextBytes(wanted)
        guard piece.count == wanted else {
          throw ArrayFile.truncated(
            content.path, found: header.byteCount + done + piece.count,
            expected: header.byteCount + buffer.count)
        }
        unsafe piece.withUnsafeBytes { piece in
          switch size {
          case 1: unsafe transpose(piece, UInt8.self, starts, columns, into: buffer)
          case 2: unsafe transpose(piece, UInt16.self, starts, columns, into: buffer)
          case 4: unsafe transpose(piece, UInt32.self, starts, columns, into: buffer)
          case 8: unsafe transpose(piece, UInt64.self, starts, columns, into: buffer)
          default: preconditionFailure("elements of \(size) bytes")
          }
        }
        done += wanted
      }
    }
  }

  /// Copies rows to where their elements are in C's order.
  ///
  /// - Parameters:
  ///   - piece: The elements of the columns of each row, one row after the other.
  ///   - type: A type of the elements' size.
  ///   - starts: The index in C's order of the first element of each row.
  ///   - columns: The columns.
  ///   - buffer: Memory for all elements.
  @inline(__always)
  private func transpose<Element: BitwiseCopyable>(
    _ piece: UnsafeRawBufferPointer, _ type: Element.Type, _ starts: [Int], _ columns: Range<Int>,
    into buffer: UnsafeMutableRawBufferPointer
  ) {
    let size = MemoryLayout<Element>.size
    for firstRow in stride(from: 0, to: starts.count, by: Self.tileSize) {
      let rows = firstRow..<min(firstRow + Self.tileSize, starts.count)
      for firstColumn in stride(from: columns.lowerBound, to: columns.upperBound, by: Self.tileSize)
      {
        for column in firstColumn..<min(firstColumn + Self.tileSize, columns.upperBound) {
          for row in rows {
            let source = (row * columns.count + column - columns.lowerBound) * size
            let target = (starts[row] + column * strides[0]) * size
            unsafe buffer.storeBytes(
              of: piece.loadUnaligned(fromByteOffset: source, as: Element.self),
              toByteOffset: target, as: Element.self)
          }
        }
      }
    }
  }
}

/// Counts through the indices behind the first one, the foremost fastest.
private struct RowPosition {
  private let sizes: ArraySlice<Int>
  private let strides: [Int]
  private var indices: [Int]
  private var index = 0

  init(sizes: [Int], strides: [Int]) {
    self.sizes = sizes.dropFirst()
    self.strides = strides
    indices = [Int](repeating: 0, count: sizes.count)
  }

  /// The index in C's order of the row's first element; goes on to the next row.
  mutating func next() -> Int {
    defer { advance() }
    return index
  }

  private mutating func advance() {
    for axis in sizes.indices {
      indices[axis] += 1
      index += strides[axis]
      guard indices[axis] == sizes[axis] else { return }
      index -= strides[axis] * sizes[axis]
      indices[axis] = 0
    }
  }
}
