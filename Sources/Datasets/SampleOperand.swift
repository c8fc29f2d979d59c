import FileFormats
import Kernels

/// The second operand of an operation on samples.
enum SampleOperand: Equatable {
  /// One number for all elements.
  case number(Float)
  /// The numbers of a sample's elements in order, repeated from the `pattern.count`-th on.
  ///
  /// The pattern holds the first `period` numbers, those that the program gave, several times if
  /// they are few, so that vectors are full.
  case pattern([Float], period: Int)

  /// The least length of a pattern, for samples of at least this size.
  private static let patternLength = 1_024

  /// Checks a number.
  ///
  /// - Throws: `SamplesError.operand` if it is not finite, or a divisor that is 0.
  init(_ number: Float, of operation: RowOperation) throws(SamplesError) {
    try Self.check(number, of: operation, index: nil)
    self = .number(number)
  }

  /// Checks numbers and repeats them.
  ///
  /// - Parameters:
  ///   - numbers: One for each element of a sample, or for each index of the last axis.
  ///   - operation: The operation, for errors.
  ///   - shape: The shape of the samples.
  /// - Throws: `SamplesError.operandCount` or `.operand`.
  init(_ numbers: [Float], of operation: RowOperation, shape: [Int]) throws(SamplesError) {
    let size = shape.reduce(1, *)
    guard numbers.count == size || numbers.count == shape.last else {
      throw .operandCount(operation: operation.symbol, found: numbers.count, shape: shape)
    }
    for (index, number) in numbers.enumerated() {
      try Self.check(number, of: operation, index: index)
    }
    let period = max(numbers.count, 1)
    let repeats = min(size / period, (Self.patternLength + period - 1) / period)
    self = .pattern(
      [[Float]](repeating: numbers, count: max(repeats, 1)).flatMap(\.self), period: numbers.count)
  }

  private static func check(
    _ number: Float, of operation: RowOperation, index: Int?
  ) throws(SamplesError) {
    guard number.isFinite, operation != .divide || number != 0 else {
      throw .operand(operation: operation.symbol, found: number, index: index)
    }
  }

  /// Performs an operation on the elements of one sample.
  func apply(_ operation: RowOperation, to row: UnsafeMutablePointer<Float>, size: Int) {
    switch self {
    case .number(let number):
      unsafe kernels.apply(operation, number, to: row, count: size)
    case .pattern(let numbers, _):
      unsafe numbers.withUnsafeBufferPointer { pattern in
        guard let operands = pattern.baseAddress else { return }
        unsafe kernels.apply(operation, operands, period: pattern.count, to: row, count: size)
      }
    }
  }

  /// Adds the numbers to a fingerprint.
  func update(_ fingerprint: inout CRC32) {
    switch self {
    case .number(let number):
      // No pattern has as many elements.
      fingerprint.update(UInt64.max)
      fingerprint.update(UInt64(number.bitPattern))
    case .pattern(let numbers, let period):
      fingerprint.update(UInt64(period))
      for number in numbers.prefix(period) { fingerprint.update(UInt64(number.bitPattern)) }
    }
  }
}

extension SampleOperand: CustomStringConvertible {
  /// The number, or the count of numbers and their checksum.
  var description: String {
    switch self {
    case .number(let number):
      return "\(number)"
    case .pattern(_, let period):
      var checksum = CRC32()
      update(&checksum)
      return "[\(period) numbers, CRC-32 \(checksum.hexadecimal)]"
    }
  }
}
