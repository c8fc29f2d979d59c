/// Repeated measurements of one thing, summed up by order statistics.
///
/// Source: Hoefler and Belli (2015), rules 5 and 6: no normal distribution is assumed.
struct Statistics {
  /// The measurements, ascending.
  let sorted: [Double]

  /// - Precondition: There is at least one.
  init(_ values: [Double]) {
    precondition(!values.isEmpty, "no measurements")
    sorted = values.sorted()
  }

  /// The smallest.
  var minimum: Double { sorted[0] }

  /// The middle one, or the mean of the two in the middle.
  var median: Double {
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }

  /// An interval that holds the true median with 95 % confidence, or nil for fewer than six
  /// measurements.
  ///
  /// Ranks `⌊(n - 1.96 √n) / 2⌋` and `1 + ⌈(n + 1.96 √n) / 2⌉`. Source: Hoefler and Belli (2015),
  /// section 3.1.3.
  var medianInterval: ClosedRange<Double>? {
    guard sorted.count >= 6 else { return nil }
    let count = Double(sorted.count)
    let spread = 1.96 * count.squareRoot()
    let low = max(1, Int(((count - spread) / 2).rounded(.down)))
    let high = min(sorted.count, 1 + Int(((count + spread) / 2).rounded(.up)))
    return sorted[low - 1]...sorted[high - 1]
  }
}
