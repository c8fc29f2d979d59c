import CZlib

/// A deflated stream that is inflated chunk by chunk, in fixed memory.
@safe
final class InflateStream {
  /// What is around the deflated bytes.
  enum Wrapper: Int32 {
    /// Nothing: negative for a stream without a header of its own (zlib.h).
    case none = -15
    /// Gzip's header and trailer: 15 is the largest window, 16 more demand them (zlib.h).
    case gzip = 31
  }

  /// Why a stream cannot be inflated.
  enum Failure: Error, Equatable {
    case outOfMemory
    case corrupted(reason: String)
  }

  // Zlib keeps a pointer back to its stream, so the stream must never move.
  private let stream: UnsafeMutablePointer<z_stream>
  private var chunk: [UInt8] = []
  /// The number of bytes of the chunk that have been inflated.
  private(set) var consumedCount = 0
  /// Whether the stream has come to its end.
  private(set) var hasEnded = false

  /// - Throws: `Failure.outOfMemory`.
  init(_ wrapper: Wrapper) throws(Failure) {
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    let code = unsafe inflateInit2_(
      stream, wrapper.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard code == Z_OK else { throw .outOfMemory }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deinitialize(count: 1)
    unsafe stream.deallocate()
  }

  /// The bytes of the chunk that have not been inflated.
  var rest: ArraySlice<UInt8> { chunk[consumedCount...] }

  /// Goes on with another chunk; what was left of the last one is dropped.
  func feed(_ chunk: [UInt8]) {
    self.chunk = chunk
    consumedCount = 0
  }

  /// Begins another stream of the same kind, in the chunk at hand.
  func restart() {
    unsafe inflateReset(stream)
    hasEnded = false
  }

  /// Inflates from the chunk at hand.
  ///
  /// - Returns: The number of bytes written.
  /// - Throws: `Failure`.
  func inflate(into buffer: UnsafeMutableRawBufferPointer) throws(Failure) -> Int {
    let room = min(buffer.count, 1 << 30)
    let available = chunk.count - consumedCount
    let consumed = consumedCount
    let code = unsafe chunk.withUnsafeMutableBufferPointer { input in
      unsafe stream.pointee.next_in = input.baseAddress.map { unsafe $0 + consumed }
      unsafe stream.pointee.avail_in = UInt32(available)
      unsafe stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
      unsafe stream.pointee.avail_out = UInt32(room)
      return unsafe CZlib.inflate(stream, Z_NO_FLUSH)
    }
    consumedCount += available - Int(unsafe stream.pointee.avail_in)
    switch code {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END: hasEnded = true
    case Z_MEM_ERROR: throw .outOfMemory
    default:
      let reason = unsafe stream.pointee.msg.map { unsafe String(cString: $0) }
      throw .corrupted(reason: reason ?? "zlib code \(code)")
    }
    return room - Int(unsafe stream.pointee.avail_out)
  }
}
