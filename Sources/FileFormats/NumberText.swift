import Foundation

/// Numbers in a person's text.
package enum NumberText {
  /// Returns a number of so many digits; `NaN` for NaN, whatever its sign.
  package static func rounded(_ value: Double, digits: Int) -> String {
    value.isNaN ? "NaN" : String(format: "%.\(digits)g", value)
  }

  /// Returns the number of a text; nil for another text, and for a number that the type or the
  /// processor would turn into zero or infinity.
  ///
  /// Numbers below the smallest normal one are denormals, which training flushes to zero.
  package static func value<Number: BinaryFloatingPoint & LosslessStringConvertible>(
    _ text: String, as type: Number.Type = Number.self
  ) -> Number? {
    guard let value = Number(text) else { return nil }
    if value.isNaN || text.lowercased().contains("inf") { return value }
    let isHexadecimal = text.lowercased().contains("0x")
    let mantissa = text.prefix { !(isHexadecimal ? "pP" : "eE").contains($0) }
    let isZero = !mantissa.contains { $0.isHexDigit && $0 != "0" }
    return value.isFinite && (isZero || value.magnitude >= Number.leastNormalMagnitude)
      ? value : nil
  }

  /// What a text that is no such number should have been.
  package static func expectation<Number: BinaryFloatingPoint & LosslessStringConvertible>(
    _ text: String, as type: Number.Type = Number.self
  ) -> String {
    Number(text) == nil
      ? "a number"
      : "0, or a number from \(Number.leastNormalMagnitude) to \(Number.greatestFiniteMagnitude)"
  }
}
