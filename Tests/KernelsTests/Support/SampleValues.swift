import TestSupport

extension SampleValues {
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
        for index in column..<end { row[index] = next() & 1 == 0 ? 0 : -0.0 }
        column = end + Int(next() % 3) + 1
      }
      return row
    }
  }

  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: next() >> 32) }
  }
}
