/// The header of an array's file: the type, the order and the sizes of what follows.
///
/// In NumPy's format the magic number, the version and the length of the header come first, then a
/// Python dictionary with the keys `descr`, `fortran_order` and `shape`, padded with spaces.
/// Source: NumPy, `numpy.lib.format`, versions 1.0 to 3.0.
///
/// In the IDX format they are two zero bytes, a type, the rank, and the sizes, big-endian. Source:
/// LeCun, Cortes and Burges, "The MNIST database of handwritten digits", section "File formats".
package struct ArrayHeader: Equatable, Sendable {
  /// The type of the elements.
  package let format: ElementFormat
  /// Whether the first index changes fastest in the file.
  package let isFortranOrder: Bool
  /// The sizes of the dimensions, outermost first; empty for a single number.
  package let shape: [Int]
  /// The length of the header itself, in bytes: the elements begin there.
  package let byteCount: Int

  /// The number of elements.
  package var elementCount: Int { shape.reduce(1, *) }
  /// The size of all elements in bytes.
  package var contentByteCount: Int { elementCount * format.byteCount }

  /// More than any array of numbers needs; NumPy itself reads no header of more than 10,000 bytes.
  private static let maximumByteCount = 1 << 16
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  private static let idxTypes: [UInt8: ElementType] = [
    0x08: .uint8, 0x09: .int8, 0x0B: .int16, 0x0C: .int32, 0x0D: .float32, 0x0E: .float64,
  ]

  /// Reads a header of either format, after which the reader is at the first element.
  ///
  /// - Throws: `DataFileError`, and the reader's errors.
  package init(from reader: borrowing some SequentialReader & ~Copyable) throws {
    let start = try reader.nextBytes(4)
    if start.count == 4, start[0] == 0, start[1] == 0, let type = Self.idxTypes[start[2]] {
      try self.init(idx: reader, ElementFormat(type, isBigEndian: true), rank: Int(start[3]))
    } else {
      try self.init(npy: reader, start: start)
    }
  }

  private init(
    npy reader: borrowing some SequentialReader & ~Copyable, start: [UInt8]
  ) throws {
    let path = reader.path
    let start = start + (try reader.nextBytes(4))
    guard start.starts(with: Self.magic) else {
      // The bytes behind the magic number tell what else the file is.
      let more = start + (try reader.nextBytes(FileKind.byteCount - start.count))
      throw DataFileError(
        path: path, offset: 0,
        found: FileKind.name(of: more) ?? "bytes \(Self.hexadecimal(start.prefix(6)))",
        expected: "a NumPy array, which begins with \(Self.hexadecimal(Self.magic)), or an IDX file"
      )
    }
    guard start.count == 8 else {
      throw Self.truncated(path, found: start.count, expected: 10)
    }
    guard (1...3).contains(start[6]), start[7] == 0 else {
      throw DataFileError(
        path: path, offset: 6, found: "version \(start[6]).\(start[7])",
        expected: "version 1.0, 2.0 or 3.0")
    }
    let lengthSize = start[6] == 1 ? 2 : 4
    let length = try reader.nextBytes(lengthSize)
    guard length.count == lengthSize else {
      throw Self.truncated(path, found: 8 + length.count, expected: 8 + lengthSize)
    }
    let textByteCount = length.number(at: 0, lengthSize)
    guard textByteCount <= Self.maximumByteCount else {
      throw DataFileError(
        path: path, offset: 8, found: "a header of \(textByteCount) bytes",
        expected: "at most \(Self.maximumByteCount)")
    }
    let text = try reader.nextBytes(textByteCount)
    byteCount = 8 + lengthSize + textByteCount
    guard text.count == textByteCount else {
      throw Self.truncated(path, found: 8 + lengthSize + text.count, expected: byteCount)
    }
    var parser = NPYHeaderParser(path: path, text: text, textOffset: 8 + lengthSize)
    (format, isFortranOrder, shape) = try parser.parse()
  }

  private init(
    idx reader: borrowing some SequentialReader & ~Copyable, _ format: ElementFormat, rank: Int
  ) throws {
    let sizes = try reader.nextBytes(4 * rank)
    byteCount = 4 + 4 * rank
    guard sizes.count == 4 * rank else {
      throw Self.truncated(reader.path, found: 4 + sizes.count, expected: byteCount)
    }
    shape = (0..<rank).map { axis in
      sizes[4 * axis..<4 * axis + 4].reduce(0) { $0 << 8 | Int($1) }
    }
    self.format = format
    isFortranOrder = false
    guard Self.hasSize(shape, format) else {
      throw DataFileError(
        path: reader.path, offset: 4, found: "the shape \(shape) of \(format.name)",
        expected: "fewer than 2^62 bytes")
    }
  }

  /// Whether the size of an array in bytes can be computed: below half of what `Int` holds, so that
  /// a header's length can be added.
  static func hasSize(_ shape: [Int], _ format: ElementFormat) -> Bool {
    // An array of no elements may have any other sizes, whose product must not overflow either.
    var byteCount = format.byteCount
    for size in shape {
      let (product, overflow) = byteCount.multipliedReportingOverflow(by: max(size, 1))
      guard !overflow, product <= Int.max / 2 else { return false }
      byteCount = product
    }
    return true
  }

  private static func truncated(_ path: String, found: Int, expected: Int) -> DataFileError {
    DataFileError(
      path: path, found: "\(found) bytes", expected: "a header of \(expected) bytes or more")
  }

  private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.map(\.hexadecimal).joined(separator: " ")
  }
}
