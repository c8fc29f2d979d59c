import FileFormats

/// The bytes of a data set: in an array, a shared window or a mapped file.
@safe
package final class ByteStorage {
  @safe
  private enum Content {
    case owned([UInt8])
    // The owner is kept because the memory is valid only as long as it lives.
    case borrowed(UnsafeRawBufferPointer, owner: AnyObject)
  }

  private let content: Content

  /// The number of the copy that all ranks of a host share; nil for memory of this process.
  let sharedNumber: Int?

  /// Creates storage that owns its bytes.
  package init(_ bytes: [UInt8]) {
    content = .owned(bytes)
    sharedNumber = nil
  }

  /// Creates storage over memory that another object owns.
  ///
  /// - Parameters:
  ///   - bytes: The memory, valid and unchanged while the owner lives.
  ///   - owner: The object that owns the memory; the storage keeps it alive.
  ///   - sharedNumber: For memory that is one copy which all ranks of a host share, so that one of
  ///     them can check its content for all: its number among the group's, the same on every rank.
  package init(
    borrowing bytes: UnsafeRawBufferPointer, owner: AnyObject, sharedNumber: Int? = nil
  ) {
    unsafe content = .borrowed(bytes, owner: owner)
    self.sharedNumber = sharedNumber
  }

  /// The number of bytes.
  package var byteCount: Int {
    switch content {
    case .owned(let bytes): bytes.count
    case .borrowed(let bytes, _): bytes.count
    }
  }

  /// What views of the bytes are described as.
  var kind: String { sharedNumber.map { "bytes of shared data set \($0)" } ?? "bytes" }

  /// Checks that the file of mapped bytes has not been changed since.
  ///
  /// - Throws: `DataFileError`.
  func check() throws(DataFileError) {
    guard case .borrowed(_, let owner) = content, let file = owner as? MappedFile else { return }
    try file.check()
  }

  /// Lends the bytes for the length of one call.
  ///
  /// - Throws: What `body` throws.
  package func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    switch content {
    case .owned(let bytes):
      return try unsafe bytes.withUnsafeBytes(body)
    case .borrowed(let bytes, let owner):
      return try withExtendedLifetime(owner) { try unsafe body(bytes) }
    }
  }
}

@available(*, unavailable, message: "the memory may belong to an MPI window")
extension ByteStorage: Sendable {}
