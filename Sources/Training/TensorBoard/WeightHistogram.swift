/// The distribution of numbers, in buckets of equal width from the smallest to the largest.
///
/// Numbers that are not finite are not counted.
struct WeightHistogram: Equatable {
  /// The number of buckets.
  ///
  /// Source: TensorBoard's histograms, which Keras 3 writes.
  static let bucketCount = 30

  /// The number of numbers.
  let count: Int
  /// The smallest number; 0 for none.
  let minimum: Double
  /// The largest number; 0 for none.
  let maximum: Double
  /// The sum of the numbers, in their order.
  let sum: Double
  /// The sum of their squares, in their order.
  let squares: Double
  /// The upper edge of each bucket; the last is the largest number.
  let edges: [Double]
  /// The count of numbers in each bucket; one of a lower edge belongs to the bucket above.
  let buckets: [Int]

  /// Counts numbers.
  init(_ values: [Float]) {
    var count = 0
    var (minimum, maximum) = (Float.infinity, -Float.infinity)
    var (sum, squares) = (0.0, 0.0)
    for value in values where value.isFinite {
      count += 1
      minimum = Swift.min(minimum, value)
      maximum = Swift.max(maximum, value)
      sum += Double(value)
      squares += Double(value) * Double(value)
    }
    (self.count, self.sum, self.squares) = (count, sum, squares)
    self.minimum = count == 0 ? 0 : Double(minimum)
    self.maximum = count == 0 ? 0 : Double(maximum)
    let start = self.minimum
    let width = (self.maximum - start) / Double(Self.bucketCount)
    guard width > 0 else {
      (edges, buckets) = ([self.maximum], [count])
      return
    }
    var buckets = [Int](repeating: 0, count: Self.bucketCount)
    for value in values where value.isFinite {
      let index = Int((Double(value) - start) / width)
      buckets[Swift.min(index, Self.bucketCount - 1)] += 1
    }
    let last = self.maximum
    edges = (1...Self.bucketCount).map { number in
      number == Self.bucketCount ? last : start + width * Double(number)
    }
    self.buckets = buckets
  }
}
