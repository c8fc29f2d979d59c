extension FixedWidthInteger where Self: UnsignedInteger {
  /// All hexadecimal digits of the type, in lower case.
  @inlinable package var hexadecimal: String {
    hexadecimalDigits(of: UInt64(self), count: Self.bitWidth / 4)
  }
}

/// The last hexadecimal digits of a number.
@usableFromInline
package func hexadecimalDigits(of number: UInt64, count: Int) -> String {
  unsafe String(unsafeUninitializedCapacity: count) { text in
    for index in 0..<count {
      let digit = UInt8(truncatingIfNeeded: number >> (4 * (count - 1 - index))) & 0xF
      unsafe text[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }
    return count
  }
}
