import Testing

/// Expects the same bit patterns and names the first element that differs.
func expectSameBits(
  _ actual: [Float], _ expected: [Float], _ what: @autoclosure () -> String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.count == expected.count else {
    Issue.record(
      "\(what()): \(actual.count) values, expected \(expected.count)",
      sourceLocation: sourceLocation)
    return
  }
  for index in actual.indices where actual[index].bitPattern != expected[index].bitPattern {
    let bits = [actual[index], expected[index]].map { String($0.bitPattern, radix: 16) }
    Issue.record(
      "\(what()): element \(index) is \(actual[index]), expected \(expected[index]) (bits \(bits))",
      sourceLocation: sourceLocation)
    return
  }
}
