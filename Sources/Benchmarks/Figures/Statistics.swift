/// Repeated measurements of one thing, summed up by order statistics.
///
/// Source: Hoefler and Belli (2015), rules 5 and 6: no normal distribution is assumed.
package struct Statistics {
  /// The measurements, ascending.
  package let sorted: [Double]

  /// Takes the measurements in any order.
  ///
  /// - Precondition: There is at least one.
  package init(_ values: [Double]) {
    precondition(!values.isEmpty, "no measurements")
    sorted = values.sorted()
  }

  /// The number of measurements.
  package var count: Int { sorted.count }

  /// The smallest.
  package var minimum: Double { sorted[0] }

  /// The middle one, or the mean of the two in the middle.
  package var median: Double { percentile(50) }

  /// The value below which `percent` of the measurements lie: between two of them, in proportion.
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

  /// An interval that holds the true median with 95 % confidence, or nil for fewer than six
  /// measurements.
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

  /// Whether the difference of two medians is no finding: either has no interval, or the wider of
  /// the two intervals is wider than the difference.
  package func differsOnlyByNoise(from other: Statistics) -> Bool {
    guard let own = medianInterval, let others = other.medianInterval else { return true }
    let width = max(own.upperBound - own.lowerBound, others.upperBound - others.lowerBound)
    return width > abs(median - other.median)
  }

  /// How many times smaller this median is than the other's, for times: a speed-up.
  package func speedUp(over other: Statistics) -> Double { other.median / median }

  /// The range of speed-ups that the two intervals allow, or nil without intervals.
  package func speedUpInterval(over other: Statistics) -> ClosedRange<Double>? {
    guard let own = medianInterval, let others = other.medianInterval, own.lowerBound > 0
    else { return nil }
    return others.lowerBound / own.upperBound...others.upperBound / own.lowerBound
  }
}
