/// The units that a dropout layer drops, a function of seed, epoch, layer and sample, not of call
/// order.
public struct DropoutMask: Sendable {
  private var generator: Philox4x32
  private var epoch: UInt32
  private var purpose: UInt32

  /// Creates the mask of one layer in one epoch.
  ///
  /// - Parameters:
  ///   - seed: The run's seed, the generator's key.
  ///   - epoch: The epoch, counted over all calls of `fit`.
  ///   - layer: The layer's index in model order, below 2^24.
  public init(seed: UInt64, epoch: UInt32, layer: UInt32) {
    generator = Philox4x32(key: seed)
    self.epoch = epoch
    purpose = GeneratorPurpose.dropout.rawValue | layer &<< 8
  }

  /// Computes `y = x / (1 - rate)` where a unit is kept, else +0 (also where `x` is NaN).
  ///
  /// Unit `u` of sample `s` is kept where its random word is at least `rate * 2^32`: word
  /// `u / 16 % 4` of the counter `(u / 64 * 16 + u % 16, s, epoch, purpose + 256 * layer)`. The
  /// factor `1 / (1 - rate)` is rounded once and multiplies. The input gradient is the same
  /// function of the output's. Source: Srivastava et al. 2014, inverted as in Keras 3, `Dropout`.
  ///
  /// Shapes: `x` and `y` are `[rows, columns]`, `y` may be `x`; row `r` is sample
  /// `firstSample + r` of the epoch. `rate` is from 0 to 1, and at 1 nothing is kept.
  public func apply(
    to x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>, rows: Int, columns: Int,
    firstSample: UInt32, rate: Double
  ) {
    let factor = Vector(repeating: Float(1 / (1 - rate)))
    let threshold = UInt64(rate * 0x1p32)
    for row in 0..<rows {
      let sample = firstSample &+ UInt32(truncatingIfNeeded: row)
      let (input, output) = (x + row &* columns, y + row &* columns)
      var unit = 0
      while unit < columns {
        let words = generator.sixteenCounters(
          first: UInt32(truncatingIfNeeded: unit &>> 2), SIMD3(sample, epoch, purpose))
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
  private func keep(
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
