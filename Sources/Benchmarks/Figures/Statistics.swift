/// Order statistics of repeated measurements.
///
/// No normal distribution is assumed. Source: Hoefler and Belli (2015), rules 5 and 6.
package struct Statistics {
  /// The measurements, ascending.
  package let sorted: [Double]

  /// Creates statistics of measurements in any order.
  ///
  /// - Precondition: There is at least one.
  package init(_ values: [Double]) {
    precondition(!values.isEmpty, "no measurements")
    sorted = values.sorted()
  }

  /// The number of measurements.
  package var count: Int { sorted.count }

  /// The least measurement.
  package var minimum: Double { sorted[0] }

  /// The greatest measurement.
  package var maximum: Double { sorted[sorted.count - 1] }

  /// The median; the mean of the two middle measurements for an even count.
  package var median: Double { percentile(50) }

  /// Returns the value below which `percent` of the measurements lie, linearly interpolated.
  ///
  /// Measurement `i` of `n`, from 0, is the percentile `100 i / (n - 1)`. Source: Hyndman and Fan
  /// (1996), definition 7.
  ///
  /// - Precondition: `percent` is from 0 to 100.
  package func percentile(_ percent: Double) -> Double {
    precondition((0...100).contains(percent), "percentile \(percent)")
    let index = percent / 100 * Double(sorted.count - 1)
    let low = Int(index.rounded(.down))
    let high = min(low + 1, sorted.count - 1)
    return sorted[low] + (sorted[high] - sorted[low]) * (index - Double(low))
  }

  /// The 95 % confidence interval of the median, or nil for fewer than six measurements.
  ///
  /// Ranks `⌊(n - 1.96 √n) / 2⌋` and `1 + ⌈(n + 1.96 √n) / 2⌉`. Source: Hoefler and Belli (2015),
  /// section 3.1.3.
  package var medianInterval: ClosedRange<Double>? {
    guard sorted.count >= 6 else { return nil }
    let count = Double(sorted.count)
    let spread = 1.96 * count.squareRoot()
    let low = max(1, Int(((count - spread) / 2).rounded(.down)))
    let high = min(sorted.count, 1 + Int(((count + spread) / 2).rounded(.up)))
    return sorted[low - 1]...sorted[high - 1]
  }

  /// Returns whether the difference of two medians is not significant: either has no interval, or
  /// the wider interval is wider than the difference.
  package func differsOnlyByNoise(from other: Statistics) -> Bool {
    guard let own = medianInterval, let others = other.medianInterval else { return true }
    let width = max(own.upperBound - own.lowerBound, others.upperBound - others.lowerBound)
    return width > abs(median - other.median)
  }

  /// Returns the ratio of the other median to this one: for times, the speed-up.
  package func speedUp(over other: Statistics) -> Double { other.median / median }

  /// Returns the range of speed-ups within the two intervals, or nil without intervals.
  package func speedUpInterval(over other: Statistics) -> ClosedRange<Double>? {
    guard let own = medianInterval, let others = other.medianInterval, own.lowerBound > 0
    else { return nil }
    return others.lowerBound / own.upperBound...others.upperBound / own.lowerBound
  }
}
