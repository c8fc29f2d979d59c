import Foundation

/// Lines of text as bytes, handed on in pieces: no text is made for a number or a line.
struct LineBuffer {
  private var bytes: [UInt8] = []
  private let write: ([UInt8]) throws -> Void

  /// More bytes than a pipe takes at once, and few enough for the processor's caches.
  private static let pieceByteCount = 1 << 17

  /// - Parameter write: Takes the pieces, in order.
  init(writingTo write: @escaping ([UInt8]) throws -> Void) {
    self.write = write
    bytes.reserveCapacity(Self.pieceByteCount + 4096)
  }

  mutating func append(_ text: some StringProtocol) { bytes.append(contentsOf: text.utf8) }

  mutating func append(_ ascii: Unicode.Scalar) { bytes.append(UInt8(ascii: ascii)) }

  /// Appends a whole number from 0 up, behind spaces up to a width.
  mutating func append(_ number: Int, width: Int = 0) {
    var digits: (UInt64, UInt64, UInt32) = (0, 0, 0)
    unsafe withUnsafeMutableBytes(of: &digits) { digits in
      var start = digits.count
      var rest = number
      repeat {
        start -= 1
        unsafe digits[start] = UInt8(ascii: "0") + UInt8(rest % 10)
        rest /= 10
      } while rest > 0
      let count = digits.count - start
      append(spaces: width - count)
      unsafe bytes.append(contentsOf: digits[start...])
    }
  }

  /// Appends a number's shortest decimal that gives the same number again.
  mutating func append(_ number: Float) { bytes.append(contentsOf: number.description.utf8) }

  /// Appends a finite number with four decimals, behind spaces up to a width, as C's `%.4f`.
  mutating func append(fourDecimalsOf number: Float, width: Int) {
    // A product of 24 and 14 bits is exact, and so is its rounding.
    let scaled = (Double(number.magnitude) * 10_000).rounded(.toNearestOrEven)
    guard scaled < 1e15 else {
      let text = String(format: "%.4f", number)
      append(spaces: width - text.utf8.count)
      return append(text)
    }
    let (whole, rest) = Int(scaled).quotientAndRemainder(dividingBy: 10_000)
    let sign = number.sign == .minus
    let digitCount = whole < 10 ? 1 : String(whole).utf8.count
    append(spaces: width - digitCount - 5 - (sign ? 1 : 0))
    if sign { append("-") }
    append(whole)
    append(".")
    for divisor in [1_000, 100, 10, 1] {
      bytes.append(UInt8(ascii: "0") + UInt8(rest / divisor % 10))
    }
  }

  mutating func append(spaces count: Int) {
    guard count > 0 else { return }
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: count))
  }

  /// Ends the line, and hands on what there is if it is a piece.
  ///
  /// - Throws: What taking the piece throws.
  mutating func endLine() throws {
    append("\n")
    if bytes.count >= Self.pieceByteCount { try flush() }
  }

  /// Hands on what there is.
  ///
  /// - Throws: What taking the piece throws.
  mutating func flush() throws {
    guard !bytes.isEmpty else { return }
    try write(bytes)
    bytes.removeAll(keepingCapacity: true)
  }
}
