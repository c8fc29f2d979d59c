public import Testing

/// Expects the same bit patterns and names the first element that differs.
///
/// - Parameters:
///   - actual: What was computed.
///   - expected: What it must be.
///   - what: What is compared, for the message.
///   - anyNaN: Whether any NaN is as good as another. Which of two NaNs an instruction passes on
///     depends on the order of its operands, which is the compiler's choice.
///   - sourceLocation: Where a failure is shown.
public func expectSameBits(
  _ actual: [Float], _ expected: [Float], _ what: @autoclosure () -> String, anyNaN: Bool = false,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.count == expected.count else {
    Issue.record(
      "\(what()): \(actual.count) values, expected \(expected.count)",
      sourceLocation: sourceLocation)
    return
  }
  for index in actual.indices where actual[index].bitPattern != expected[index].bitPattern {
    let (found, wanted) = (actual[index], expected[index])
    if anyNaN, found.isNaN, wanted.isNaN { continue }
    let bits = [found, wanted].map { String($0.bitPattern, radix: 16) }
    Issue.record(
      "\(what()): element \(index) is \(found), expected \(wanted) (bits \(bits))",
      sourceLocation: sourceLocation)
    return
  }
}
