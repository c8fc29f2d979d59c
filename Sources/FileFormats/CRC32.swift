import CZlib

/// The CRC-32 of a sequence of bytes, fed in pieces.
///
/// The polynomial is that of gzip, ZIP and PNG (RFC 1952, section 8). It finds accidents, among
/// them every change within 32 neighbouring bits; it does not protect against intent.
public struct CRC32: Equatable, Sendable {
  /// The checksum of everything fed so far; 0 for nothing.
  public private(set) var value: UInt32 = 0

  /// Creates the checksum of no bytes.
  public init() {}

  /// Creates the checksum of some bytes.
  public init(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { buffer in unsafe update(buffer) }
  }

  /// Creates the checksum of bytes that are lent for this call.
  public init(_ bytes: UnsafeRawBufferPointer) {
    unsafe update(bytes)
  }

  /// Goes on with bytes that are lent for this call.
  public mutating func update(_ bytes: UnsafeRawBufferPointer) {
    // zlib takes a null pointer as the wish for the initial value, so nothing is not passed on.
    guard let start = bytes.baseAddress, bytes.count > 0 else { return }
    let bytePointer = unsafe start.assumingMemoryBound(to: UInt8.self)
    value = UInt32(truncatingIfNeeded: unsafe crc32_z(UInt(value), bytePointer, bytes.count))
  }

  /// Goes on with some bytes.
  public mutating func update(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { buffer in unsafe update(buffer) }
  }

  /// Goes on with the eight bytes of a number, least significant first.
  public mutating func update(_ number: UInt64) {
    update((0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) })
  }

  /// The checksum as eight lower-case hexadecimal digits.
  public var hexadecimal: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}
