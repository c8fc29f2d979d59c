package import KernelInterface

extension CompiledKernels {
  package static func dropout(
    _ mask: DropoutMask, _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, rows: Int,
    columns: Int,
    firstSample: UInt32, rate: Double
  ) {
    let factor = Vector(repeating: Float(1 / (1 - rate)))
    let threshold = UInt64(rate * 0x1p32)
    for row in 0..<rows {
      let sample = firstSample &+ UInt32(truncatingIfNeeded: row)
      let (input, output) = (x + row &* columns, y + row &* columns)
      var unit = 0
      while unit < columns {
        let words = mask.generator.sixteenCounters(
          first: UInt32(truncatingIfNeeded: unit &>> 2), SIMD3(sample, mask.epoch, mask.purpose))
        keep(words.0, threshold, factor, input, output, unit, columns)
        keep(words.1, threshold, factor, input, output, unit &+ 16, columns)
        keep(words.2, threshold, factor, input, output, unit &+ 32, columns)
        keep(words.3, threshold, factor, input, output, unit &+ 48, columns)
        unit &+= 64
      }
    }
  }

  /// Scales the units from `unit` on that have a word of at least the threshold, and drops the
  /// others.
  @inline(__always)
  private static func keep(
    _ words: SixteenWords, _ threshold: UInt64, _ factor: Vector, _ x: UnsafePointer<Float>,
    _ y: UnsafeMutablePointer<Float>, _ unit: Int, _ columns: Int
  ) {
    guard unit < columns else { return }
    let lanes = columns &- unit < laneCount ? columns &- unit : laneCount
    let scaled = Vector(loading: x + unit, first: lanes) * factor
    let bits =
      unsafeBitCast(scaled, to: SIMD16<UInt32>.self) & words.lanes(atLeast: threshold)
    unsafeBitCast(bits, to: Vector.self).store(to: y + unit, first: lanes)
  }
}
