/// Bytes that a data set lies in, wherever they are: an array, a shared window or a mapped file.
@safe
public final class ByteStorage {
  @safe
  private enum Content {
    case owned([UInt8])
    // The owner is kept because the memory is valid only as long as it lives.
    case borrowed(UnsafeRawBufferPointer, owner: AnyObject)
  }

  private let content: Content

  /// Creates storage that owns its bytes.
  public init(_ bytes: [UInt8]) {
    content = .owned(bytes)
  }

  /// Creates storage over memory that another object owns.
  ///
  /// The memory must stay valid and unchanged while the owner lives; the storage keeps it alive.
  public init(borrowing bytes: UnsafeRawBufferPointer, owner: AnyObject) {
    unsafe content = .borrowed(bytes, owner: owner)
  }

  /// The number of bytes.
  public var byteCount: Int {
    switch content {
    case .owned(let bytes): bytes.count
    case .borrowed(let bytes, _): bytes.count
    }
  }

  /// Lends the bytes for the length of one call.
  ///
  /// - Throws: What `body` throws.
  public func withBytes<Result>(
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
