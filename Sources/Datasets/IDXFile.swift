import FileFormats

/// A file of unsigned bytes in IDX format, plain or gzip, with a checked header.
///
/// The header is a magic number (two zero bytes, the type 8, the rank) and one size for each
/// dimension, all big-endian with four bytes. Source: LeCun, Cortes and Burges, "The MNIST
/// database of handwritten digits", section "File formats".
package struct IDXFile: Equatable, Sendable {
  /// The file's path.
  package let path: String
  /// The sizes of the dimensions, the number of items first.
  package let dimensions: [Int]

  /// The number of elements, and bytes, after the header.
  package var byteCount: Int { dimensions.reduce(1, *) }

  /// The greatest number of bytes that the header of a compressed file may state without a check.
  private static let trustedByteCount = 64 << 20

  private var headerByteCount: Int { 4 + 4 * dimensions.count }

  /// Reads and checks the header: its magic number, and sizes that a file this long can hold.
  ///
  /// A compressed file can state a thousand times its size, for which the caller provides memory;
  /// so one that states more than 64 MiB is inflated once to check it.
  ///
  /// - Parameters:
  ///   - path: The file, compressed or not whatever its name says.
  ///   - rank: The number of dimensions it must have: 1 for labels, 3 for images.
  /// - Throws: `IDXError`, `GzipError` or `FileError`.
  package init(_ path: String, rank: Int) throws {
    try self.init(path, ranks: rank...rank)
  }

  /// Reads and checks the header of a file that may have one number of dimensions or another.
  init(_ path: String, ranks: ClosedRange<Int>) throws {
    let content = try ContentReader(path)
    self.path = path
    dimensions = try Self.readHeader(content, ranks: ranks)
    if content.isCompressed, byteCount > Self.trustedByteCount { try countElements(in: content) }
  }

  /// Whether a file holds what its header promises; of a compressed one, whether it has a header.
  static func isWhole(_ path: String, ranks: ClosedRange<Int>) -> Bool {
    guard let content = try? ContentReader(path),
      let dimensions = try? readHeader(content, ranks: ranks)
    else { return false }
    return content.isCompressed
      || content.maximumByteCount == 4 + 4 * dimensions.count + dimensions.reduce(1, *)
  }

  /// The largest element.
  func largestElement() throws -> Int {
    let content = try ContentReader(path)
    guard try Self.readHeader(content, ranks: dimensions.count...dimensions.count) == dimensions
    else { throw IDXError.changed(path: path) }
    var largest: UInt8 = 0
    var rest = byteCount
    while rest > 0 {
      let bytes = try content.read(count: min(1 << 20, rest))
      guard let most = bytes.max() else { break }
      largest = max(largest, most)
      rest -= bytes.count
    }
    return Int(largest)
  }

  private func countElements(in content: borrowing ContentReader) throws {
    var found = 0
    while found < byteCount {
      let wanted = min(1 << 20, byteCount - found)
      let count = try content.read(count: wanted).count
      found += count
      guard count == wanted else {
        throw IDXError.truncated(
          path: path, found: headerByteCount + found, expected: headerByteCount + byteCount)
      }
    }
  }

  /// Reads all elements into the caller's memory and checks that the file ends there.
  ///
  /// - Precondition: The buffer has `byteCount` bytes.
  /// - Throws: `IDXError`, `GzipError` or `FileError`; the buffer is then undefined.
  package func read(into buffer: UnsafeMutableRawBufferPointer) throws {
    require(buffer.count == byteCount, "\(path): \(byteCount) bytes into \(buffer.count)")
    let content = try ContentReader(path)
    guard try Self.readHeader(content, ranks: dimensions.count...dimensions.count) == dimensions
    else { throw IDXError.changed(path: path) }
    let count = try unsafe content.read(into: buffer)
    guard count == byteCount else {
      throw IDXError.truncated(
        path: path, found: headerByteCount + count, expected: headerByteCount + byteCount)
    }
    guard try content.hasEnded() else {
      throw IDXError.trailingBytes(path: path, expected: headerByteCount + byteCount)
    }
  }

  private static func readHeader(
    _ content: borrowing ContentReader, ranks: ClosedRange<Int>
  ) throws -> [Int] {
    var header = try content.read(count: 4)
    guard header.count == 4 else {
      throw IDXError.truncated(
        path: content.path, found: header.count, expected: 4 + 4 * ranks.lowerBound)
    }
    let magic = UInt32(number(in: header, at: 0))
    let rank = Int(magic & 0xFF)
    guard magic >> 8 == 0x08, ranks.contains(rank) else {
      // The text behind the magic number tells what else the file is.
      let start = header + (try content.read(count: FileKind.byteCount - 4))
      if let kind = FileKind.name(of: start) {
        throw IDXError.otherKind(
          path: content.path, found: content.isCompressed ? "\(kind) inside gzip" : kind)
      }
      throw IDXError.wrongMagic(
        path: content.path, found: magic,
        expected: 0x0800 | UInt32(ranks.contains(3) ? 3 : ranks.lowerBound))
    }
    let expected = 4 + 4 * rank
    header += try content.read(count: expected - 4)
    guard header.count == expected else {
      throw IDXError.truncated(path: content.path, found: header.count, expected: expected)
    }
    let dimensions = (1...rank).map { number(in: header, at: 4 * $0) }
    guard !dimensions.contains(0) else {
      throw IDXError.empty(path: content.path, dimensions: dimensions)
    }
    let limit = content.maximumByteCount
    // Nothing is allocated for sizes that only a damaged or hostile header can have.
    var size = 1
    for dimension in dimensions {
      let (product, overflow) = size.multipliedReportingOverflow(by: dimension)
      size = product
      guard !overflow, dimension <= Int(Int32.max) else {
        throw IDXError.tooLarge(path: content.path, dimensions: dimensions, limit: limit)
      }
    }
    guard size <= limit else {
      // A truncated plain file gets the simpler message.
      throw content.isCompressed
        ? IDXError.tooLarge(path: content.path, dimensions: dimensions, limit: limit)
        : IDXError.truncated(path: content.path, found: limit, expected: expected + size)
    }
    return dimensions
  }

  private static func number(in bytes: [UInt8], at offset: Int) -> Int {
    bytes[offset..<(offset + 4)].reduce(0) { $0 << 8 | Int($1) }
  }
}
