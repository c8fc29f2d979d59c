/// The CRC-32C of a sequence of bytes, whose polynomial is Castagnoli's (RFC 3720, section 12.1).
///
/// TFRecord files have it; `CRC32` is that of gzip and PNG.
package struct CRC32C: Equatable, Sendable {
  /// The checksum.
  package let value: UInt32

  /// Creates the checksum of some bytes.
  package init(_ bytes: some Sequence<UInt8>) {
    var state = UInt32.max
    for byte in bytes {
      state = Self.table[Int(UInt8(truncatingIfNeeded: state) ^ byte)] ^ (state >> 8)
    }
    value = ~state
  }

  /// The checksum as TFRecord stores it: rotated, and with a constant added, since the checksum of
  /// bytes that hold a checksum of their own would detect less.
  package var masked: UInt32 { (value >> 15 | value << 17) &+ 0xA282_EAD8 }

  /// The remainders of all bytes, of the reversed polynomial.
  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { remainder, _ in
      remainder & 1 == 0 ? remainder >> 1 : remainder >> 1 ^ 0x82F6_3B78
    }
  }
}
