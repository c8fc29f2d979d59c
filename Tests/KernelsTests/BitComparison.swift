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
    let (a, e) = (actual[index], expected[index])
    if a.isNaN && e.isNaN { continue }
    let bits = "\(String(a.bitPattern, radix: 16)), \(String(e.bitPattern, radix: 16))"
    Issue.record(
      "\(what()): element \(index) is \(a), expected \(e) (bits \(bits))",
      sourceLocation: sourceLocation)
    return
  }
}

/// FNV-1a (Fowler, Noll, Vo) over bit patterns, low byte first.
struct Digest {
  private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  mutating func add(_ values: [Float]) {
    for float in values {
      for shift in [0, 8, 16, 24] as [UInt32] {
        value = (value ^ UInt64(float.bitPattern >> shift & 0xff)) &* 0x100_0000_01b3
      }
    }
  }
}
