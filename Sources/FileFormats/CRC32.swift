import CZlib

/// An incremental CRC-32 of a sequence of bytes.
///
/// The polynomial is that of gzip, ZIP and PNG (RFC 1952, section 8). It detects accidental
/// changes, including every change within 32 consecutive bits; it does not protect against
/// manipulation.
public struct CRC32: Equatable, Sendable {
  /// The checksum of all bytes so far; 0 for none.
  public private(set) var value: UInt32 = 0

  /// Creates the checksum of no bytes.
  public init() {}

  /// Creates the checksum of some bytes.
  public init(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { buffer in unsafe update(buffer) }
  }

  /// Creates the checksum of bytes that are borrowed for this call.
  public init(_ bytes: UnsafeRawBufferPointer) {
    unsafe update(bytes)
  }

  /// Appends bytes that are borrowed for this call.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    // zlib returns the initial value for a null pointer, so an empty buffer is not passed.
    guard let start = bytes.baseAddress, bytes.count > 0 else { return }
    let bytePointer = unsafe start.assumingMemoryBound(to: UInt8.self)
    value = UInt32(truncatingIfNeeded: unsafe crc32_z(UInt(value), bytePointer, bytes.count))
  }

  /// Appends bytes.
  public mutating func update(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { buffer in unsafe update(buffer) }
  }

  /// Appends the eight bytes of a number, least significant first.
  public mutating func update(_ number: UInt64) {
    unsafe withUnsafeBytes(of: number.littleEndian) { bytes in unsafe update(bytes) }
  }

  /// The checksum as eight lower-case hexadecimal digits.
  public var hexadecimal: String { value.hexadecimal }
}
