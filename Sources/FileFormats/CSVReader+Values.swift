extension CSVReader {
  /// The text of a field.
  package func text(_ index: Int) -> String { String(decoding: bytes(index), as: UTF8.self) }

  /// The bytes of a field, without quotes around it.
  package func bytes(_ index: Int) -> [UInt8] {
    let field = fields[index]
    let raw = window[field.start..<field.end]
    guard field.hasEscapes else { return Array(raw) }
    var result: [UInt8] = []
    result.reserveCapacity(raw.count)
    var isSecond = false
    for byte in raw {
      isSecond = byte == UInt8(ascii: "\"") && !isSecond
      // Of two quotes the second one is left out.
      if byte != UInt8(ascii: "\"") || isSecond { result.append(byte) }
    }
    return result
  }

  /// Whether a field has no value: it is empty, or without quotes one of the words for that.
  package func isMissing(_ index: Int) -> Bool {
    let field = fields[index]
    guard field.start < field.end else { return true }
    guard !field.isQuoted, field.end - field.start <= 4 else { return false }
    // Most fields are numbers, for which no text is made.
    switch window[field.start] {
    case UInt8(ascii: "N"), UInt8(ascii: "n"), UInt8(ascii: "?"):
      return Self.missing.contains(text(index))
    default: return false
    }
  }

  /// Whether a field is in quotes.
  package func isQuoted(_ index: Int) -> Bool { fields[index].isQuoted }

  private static let missing: Set = [
    "NA", "N/A", "NaN", "nan", "NAN", "null", "NULL", "None", "?",
  ]

  /// The number of a field, rounded to nearest; nil for another text.
  ///
  /// Decimal numbers with a point, and with an exponent where there is one.
  package func number(_ index: Int) -> Double? {
    unsafe window.withUnsafeBufferPointer { unsafe number(fields[index], in: $0) }
  }

  /// Appends the numbers of fields, rounded to single precision, up to the first that has none.
  ///
  /// - Returns: The index of that one: it is another text, or too large; nil where all are numbers.
  package func append(_ indices: [Int], to numbers: inout [Float]) -> Int? {
    // Properties would be looked up for each field.
    let fields = fields
    return unsafe window.withUnsafeBufferPointer { window in
      for index in indices {
        guard let number = unsafe number(fields[index], in: window), Float(number).isFinite else {
          return index
        }
        numbers.append(Float(number))
      }
      return nil
    }
  }

  private func number(
    _ field: CSVRowScan.Field, in window: UnsafeBufferPointer<UInt8>
  ) -> Double? {
    guard !field.hasEscapes else { return nil }
    let text = unsafe UnsafeBufferPointer(rebasing: window[field.start..<field.end])
    guard let fast = unsafe DecimalNumber(text) else { return nil }
    return fast.value ?? Double(unsafe String(decoding: text, as: UTF8.self))
  }

  /// Whether a field is a number whose decimals follow a comma.
  package func hasDecimalComma(_ index: Int) -> Bool {
    let field = fields[index]
    guard !field.hasEscapes, field.end - field.start <= 64 else { return false }
    var text = Array(window[field.start..<field.end])
    guard let comma = text.firstIndex(of: UInt8(ascii: ",")) else { return false }
    text[comma] = UInt8(ascii: ".")
    return unsafe text.withUnsafeBufferPointer { unsafe DecimalNumber($0) != nil }
  }

  /// Whether a field is a code of digits rather than a number: it begins with a zero that a number
  /// would not have, as in 007.
  package func isCode(_ index: Int) -> Bool {
    let field = fields[index]
    guard field.end - field.start > 1 else { return false }
    return window[field.start] == 0x30 && (0x30...0x39).contains(window[field.start + 1])
  }

  /// The whole number of a field, from 0 up and below 2^31 - 1; nil for another text.
  package func classIndex(_ index: Int) -> Int? {
    let field = fields[index]
    guard field.end > field.start, field.end - field.start <= 10 else { return nil }
    var value = 0
    for byte in window[field.start..<field.end] {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    return value < Int(Int32.max) ? value : nil
  }
}

/// A decimal number in a text.
private struct DecimalNumber {
  /// The number; nil where it takes more than one rounding to compute it from its digits.
  let value: Double?

  private static let powers: [Double] = (0...22).map { power in
    (0..<power).reduce(1) { product, _ in product * 10 }
  }

  /// Nil for a text that is no number.
  init?(_ text: UnsafeBufferPointer<UInt8>) {
    var index = 0
    func digit(_ index: Int) -> UInt64? {
      guard index < text.count else { return nil }
      let value = unsafe text[index] &- 0x30
      return value < 10 ? UInt64(value) : nil
    }
    var isNegative = false
    if let first = unsafe text.first, first == 0x2D || first == 0x2B {
      isNegative = first == 0x2D
      index = 1
    }
    var mantissa: UInt64 = 0
    var digitCount = 0
    var exponent = 0
    var isExact = true
    func append(_ value: UInt64) {
      isExact = isExact && mantissa < 900_719_925_474_099
      if isExact { mantissa = mantissa * 10 + value }
      digitCount += 1
    }
    while let value = digit(index) {
      append(value)
      index += 1
    }
    if index < text.count, unsafe text[index] == 0x2E {
      index += 1
      while let value = digit(index) {
        append(value)
        exponent -= 1
        index += 1
      }
    }
    guard digitCount > 0 else { return nil }
    if index < text.count, unsafe text[index] | 0x20 == 0x65 {
      index += 1
      var sign = 1
      if index < text.count, unsafe text[index] == 0x2D || text[index] == 0x2B {
        sign = unsafe text[index] == 0x2D ? -1 : 1
        index += 1
      }
      guard digit(index) != nil else { return nil }
      var power = 0
      while let value = digit(index) {
        power = min(power * 10 + Int(value), 100_000)
        index += 1
      }
      exponent += sign * power
    }
    guard index == text.count else { return nil }
    // Both are exact, so one operation rounds once (Clinger 1990).
    guard isExact, abs(exponent) <= 22 else {
      value = nil
      return
    }
    let power = Self.powers[abs(exponent)]
    let number = exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
    value = isNegative ? -number : number
  }
}
