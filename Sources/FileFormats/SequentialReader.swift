/// A reader of bytes one after the other, from a file or from a part of one.
package protocol SequentialReader: ~Copyable {
  /// The path for messages.
  var path: String { get }

  /// Reads the next bytes until the buffer is full or the content ends.
  ///
  /// - Returns: The number of bytes read; less than the buffer holds only at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

extension SequentialReader where Self: ~Copyable {
  /// Returns the next bytes, fewer than asked for only at the end.
  package func nextBytes(_ count: Int) throws -> [UInt8] {
    try unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = try unsafe read(into: UnsafeMutableRawBufferPointer(buffer))
    }
  }
}

extension ContentReader: SequentialReader {}
