/// A number of half precision or of bfloat16, whose distance to another is counted in its own
/// units in the last place.
///
/// Every such number is a float, which it is kept as.
struct NarrowFloat: ComparableBits {
  /// The types.
  enum Form {
    /// IEEE 754's binary16.
    case half
    /// The upper half of a float.
    case brain
  }

  private let value: Float
  /// The bits in the number's own type.
  let bits: UInt64

  /// Creates a number from a float that is one of the type.
  init(_ value: Float, as form: Form) {
    self.value = value
    bits = UInt64(form == .brain ? UInt16(value.bitPattern >> 16) : Self.halfBits(value))
    infinity = form == .brain ? 0x7F80 : 0x7C00
  }

  private let infinity: Int64

  var text: String { value.text }
  var widened: Double { value.widened }

  var position: Int64? {
    let magnitude = Int64(bits & 0x7FFF)
    guard magnitude <= infinity else { return nil }
    return bits & 0x8000 == 0 ? magnitude : -magnitude
  }

  /// Returns the bits of a float that is a number of half precision.
  private static func halfBits(_ value: Float) -> UInt16 {
    let sign = UInt16(value.sign == .minus ? 0x8000 : 0)
    let exponent = Int(value.exponentBitPattern)
    let significand = value.significandBitPattern
    if exponent == 255 { return sign | 0x7C00 | UInt16(significand >> 13) }
    if exponent > 112 { return sign | UInt16(exponent - 112) << 10 | UInt16(significand >> 13) }
    // Below the smallest normal number, in units of 2⁻²⁴; nothing is left of a zero.
    return sign | UInt16((significand | 0x80_0000) >> min(126 - exponent, 31))
  }
}
