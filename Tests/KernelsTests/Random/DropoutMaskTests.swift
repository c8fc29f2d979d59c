import Kernels
import TestSupport
import Testing

@Suite("DropoutMask")
struct DropoutMaskTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of 64 units, against the scalar generator.
  @Test(arguments: Array(0...70) + [127, 128, 129, 200], [0, 0.3, 0.5, 0.9])
  func followsTheGenerator(columns: Int, rate: Double) {
    var samples = SampleValues(seed: 6_000 + UInt64(columns))
    let (rows, firstSample, epoch, layer) = (3, UInt32(59_998), UInt32(4), UInt32(7))
    let x = samples.floats(rows * columns)
    let generator = Philox4x32(key: 0x1234_5678_9abc_def0)
    let factor = Float(1 / (1 - rate))
    let expected = x.indices.map { index in
      let (row, unit) = index.quotientAndRemainder(dividingBy: columns)
      let words = generator(
        SIMD4(
          UInt32(unit / 64 * 16 + unit % 16), firstSample + UInt32(row), epoch,
          GeneratorPurpose.dropout.rawValue + 256 * layer))
      return Double(words[unit / 16 % 4]) >= (rate * 0x1p32).rounded(.down) ? x[index] * factor : 0
    }
    let mask = DropoutMask(seed: 0x1234_5678_9abc_def0, epoch: epoch, layer: layer)
    let found = applied(
      { x, y, _ in
        kernels.dropout(
          mask, x, into: y, rows: rows, columns: columns, firstSample: firstSample, rate: rate)
      }, x)
    expectSameBits(found, expected, "\(columns) units at rate \(rate)")
  }

  @Test func keepsWhatTheRateSays() {
    let count = 100_000
    let mask = DropoutMask(seed: 1, epoch: 0, layer: 0)
    let found = applied(
      { kernels.dropout(mask, $0, into: $1, rows: 1, columns: $2, firstSample: 0, rate: 0.2) },
      [Float](repeating: 1, count: count))
    let kept = found.filter { $0 == 1.25 }.count
    // Five standard deviations of a binomial distribution, √(100,000 * 0.2 * 0.8) = 126.
    #expect(abs(kept - 80_000) < 633, "\(kept) of \(count) kept")
    #expect(kept + found.filter { $0 == 0 }.count == count)
  }

  @Test func keepsNothingAtRateOneAndMakesZerosOfNaN() {
    let mask = DropoutMask(seed: 1, epoch: 0, layer: 0)
    let found = applied(
      { kernels.dropout(mask, $0, into: $1, rows: 1, columns: $2, firstSample: 0, rate: 1) },
      [.nan, .infinity, -1, 0] + [Float](repeating: 3, count: 60))
    expectSameBits(found, [Float](repeating: 0, count: 64), "rate 1")
  }

  @Test func givesTheSameSamplesAloneAndTogether() {
    let mask = DropoutMask(seed: 9, epoch: 3, layer: 2)
    let x = [Float](repeating: 1, count: 5 * 70)
    let together = applied(
      { x, y, _ in
        kernels.dropout(mask, x, into: y, rows: 5, columns: 70, firstSample: 100, rate: 0.5)
      }, x)
    for row in 0..<5 {
      let alone = applied(
        { x, y, _ in
          kernels.dropout(
            mask, x, into: y, rows: 1, columns: 70, firstSample: 100 + UInt32(row), rate: 0.5)
        }, Array(x.prefix(70)))
      expectSameBits(alone, Array(together[row * 70..<(row + 1) * 70]), "sample \(row) alone")
    }
  }

  @Test func differsBetweenLayersEpochsAndSeeds() {
    let masks = [
      DropoutMask(seed: 1, epoch: 1, layer: 1), DropoutMask(seed: 2, epoch: 1, layer: 1),
      DropoutMask(seed: 1, epoch: 2, layer: 1), DropoutMask(seed: 1, epoch: 1, layer: 2),
    ]
    let results = masks.map { mask in
      applied(
        { kernels.dropout(mask, $0, into: $1, rows: 1, columns: $2, firstSample: 0, rate: 0.5) },
        [Float](repeating: 1, count: 128))
    }
    #expect(Set(results).count == masks.count)
  }
}
