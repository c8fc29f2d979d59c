import Models
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

/// Expects two models to have parameters of the same names, shapes and bits.
func expectSameWeights(
  _ actual: Model, _ expected: Model, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let (found, wanted) = (try actual.weights(), try expected.weights())
  #expect(found.map(\.name) == wanted.map(\.name), sourceLocation: sourceLocation)
  #expect(found.map(\.shape) == wanted.map(\.shape), sourceLocation: sourceLocation)
  for (left, right) in zip(found, wanted) {
    expectSameBits(left.values, right.values, left.name, sourceLocation: sourceLocation)
  }
}

/// FNV-1a (Fowler, Noll, Vo) over bit patterns, low byte first.
func digest(_ values: [Float]) -> UInt64 {
  var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  for value in values {
    for shift in [0, 8, 16, 24] as [UInt32] {
      hash = (hash ^ UInt64(value.bitPattern >> shift & 0xff)) &* 0x100_0000_01b3
    }
  }
  return hash
}
