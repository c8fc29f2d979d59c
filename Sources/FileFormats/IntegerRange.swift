/// The least and the greatest of whole numbers of one type, without rounding.
package struct IntegerRange: Equatable, Sendable {
  private var signed: ClosedRange<Int>?
  private var unsigned: ClosedRange<UInt64>?

  /// Creates the range of no numbers.
  package init() {}

  /// The least number; nil where there is none.
  package var minimum: String? {
    signed.map { "\($0.lowerBound)" } ?? unsigned.map { "\($0.lowerBound)" }
  }

  /// The greatest number; nil where there is none.
  package var maximum: String? {
    signed.map { "\($0.upperBound)" } ?? unsigned.map { "\($0.upperBound)" }
  }

  /// Adds a number; a floating-point one changes nothing.
  @inline(__always)
  mutating func add(_ number: ElementNumber) {
    switch number {
    case .integer(let value): signed = Self.extended(signed, by: value)
    case .unsigned(let value): unsigned = Self.extended(unsigned, by: value)
    case .single, .double: break
    }
  }

  @inline(__always)
  private static func extended<Number>(
    _ range: ClosedRange<Number>?, by value: Number
  ) -> ClosedRange<Number> {
    guard let range else { return value...value }
    return range.contains(value)
      ? range : min(range.lowerBound, value)...max(range.upperBound, value)
  }
}

extension ElementFormat {
  /// Adds elements to the range of whole numbers.
  ///
  /// - Parameters:
  ///   - source: The elements, of any alignment.
  ///   - range: What they are added to.
  package func add(_ source: UnsafeRawBufferPointer, to range: inout IntegerRange) {
    unsafe forEach(in: source) { _, number in range.add(number) }
  }

  /// Returns whole numbers in decimal digits, without rounding.
  ///
  /// - Parameter source: The elements, of any alignment.
  /// - Returns: A text for each; none for floating-point elements.
  package func integerTexts(_ source: UnsafeRawBufferPointer) -> [String] {
    var texts: [String] = []
    unsafe forEach(in: source) { _, number in
      switch number {
      case .integer(let value): texts.append("\(value)")
      case .unsigned(let value): texts.append("\(value)")
      case .single, .double: break
      }
    }
    return texts
  }
}
