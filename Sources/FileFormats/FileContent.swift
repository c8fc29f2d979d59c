/// The content of a file in pieces, in the order in which they are written; arrays are not copied.
package struct FileContent: Sendable {
  private enum Piece: Sendable {
    case bytes([UInt8])
    case floats([Float])

    /// Calls `body` with the piece's bytes.
    func withBytes(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
      switch self {
      case .bytes(let array): try unsafe array.withUnsafeBytes(body)
      case .floats(let array): try unsafe array.withUnsafeBytes(body)
      }
    }
  }

  private var pieces: [Piece] = []
  /// The size in bytes.
  package private(set) var byteCount = 0

  /// Creates an empty content.
  package init() {}

  /// Creates a content of some bytes.
  package init(_ bytes: [UInt8]) { append(bytes) }

  /// Appends bytes.
  package mutating func append(_ bytes: [UInt8]) {
    pieces.append(.bytes(bytes))
    byteCount += bytes.count
  }

  /// Appends single-precision numbers, least significant byte first.
  package mutating func append(_ floats: [Float]) {
    // Every processor that this program runs on is little-endian.
    pieces.append(.floats(floats))
    byteCount += floats.count * MemoryLayout<Float>.stride
  }

  /// Appends another content.
  package mutating func append(_ content: FileContent) {
    pieces += content.pieces
    byteCount += content.byteCount
  }

  /// All bytes in one array.
  package var bytes: [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(byteCount)
    for piece in pieces { unsafe piece.withBytes { unsafe result.append(contentsOf: $0) } }
    return result
  }

  /// The CRC-32 of all bytes.
  package var checksum: UInt32 {
    var sum = CRC32()
    for piece in pieces { unsafe piece.withBytes { bytes in unsafe sum.update(bytes) } }
    return sum.value
  }

  /// Writes the content to a file: beside its path, synced, renamed.
  ///
  /// - Throws: `FileError`.
  package func write(to path: String) throws {
    try AtomicFile.write(to: path) { file in
      for piece in pieces {
        try unsafe piece.withBytes { bytes in try unsafe file.write(bytes) }
      }
    }
  }
}

extension [UInt8] {
  /// Appends the bytes of a whole number, least significant first.
  package mutating func append<Integer: FixedWidthInteger>(littleEndian value: Integer) {
    for shift in stride(from: 0, to: Integer.bitWidth, by: 8) {
      append(UInt8(truncatingIfNeeded: value >> shift))
    }
  }
}
