/// Reproducible inputs: SplitMix64 (Steele, Lea and Flood 2014), independent of the code under test.
struct SampleValues {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Floats in [-1, 1) with full significands, every eighth a zero of either sign.
  mutating func floats(_ count: Int, scale: Float = 1) -> [Float] {
    (0..<count).map { _ in
      let word = next()
      if word & 7 == 0 {
        return word & 8 == 0 ? 0 : -0.0
      }
      return (Float(word >> 40) * 0x1p-23 - 1) * scale
    }
  }

  /// Rows of `columns` floats of which only some runs, as strokes in an image, are not zeros of
  /// either sign.
  mutating func mostlyZeros(rows: Int, columns: Int) -> [Float] {
    (0..<rows).flatMap { _ in
      var row = floats(columns)
      var column = 0
      while column < columns {
        let end = min(column + Int(next() % 12), columns)
        for place in column..<end { row[place] = next() & 1 == 0 ? 0 : -0.0 }
        column = end + Int(next() % 3) + 1
      }
      return row
    }
  }

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 32) }
  }
}
