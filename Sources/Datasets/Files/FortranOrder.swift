import FileFormats

/// A reader of elements in Fortran's order, first index fastest, into C's order.
struct FortranOrder {
  private let header: ArrayHeader

  init(_ header: ArrayHeader) { self.header = header }

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
    let size = header.format.byteCount
    let shape = header.shape
    // The distance in the buffer between elements whose indices differ by one, for each index.
    var strides = [Int](repeating: size, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    var indices = [Int](repeating: 0, count: shape.count)
    var target = 0
    var done = 0
    while done < buffer.count {
      let piece = try content.nextBytes(min(1 << 20, buffer.count - done))
      guard piece.count == min(1 << 20, buffer.count - done) else {
        throw ArrayFile.truncated(
          content.path, found: header.byteCount + done + piece.count,
          expected: header.byteCount + buffer.count)
      }
      for source in stride(from: 0, to: piece.count, by: size) {
        for byte in 0..<size { unsafe buffer[target + byte] = piece[source + byte] }
        var axis = 0
        while axis < shape.count {
          indices[axis] += 1
          target += strides[axis]
          guard indices[axis] == shape[axis] else { break }
          target -= strides[axis] * shape[axis]
          indices[axis] = 0
          axis += 1
        }
      }
      done += piece.count
    }
  }
}
