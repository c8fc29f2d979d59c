import Testing

@testable import Training

@Suite("WeightHistogram")
struct WeightHistogramTests {
  @Test("has 30 buckets of equal width")
  func buckets() {
    let histogram = WeightHistogram((0...30).map { Float($0) })
    #expect(histogram.buckets == [Int](repeating: 1, count: 29) + [2])
    #expect(histogram.edges == (1...30).map { Double($0) })
    #expect((histogram.minimum, histogram.maximum) == (0, 30))
    #expect((histogram.sum, histogram.squares) == (465, 9_455))
  }

  @Test(
    "has one bucket where all numbers are equal, or there is none",
    arguments: [([2, 2, 2], 2.0, 3), ([], 0, 0), ([.nan, .infinity], 0, 0)]
      as [([Float], Double, Int)])
  func equal(values: [Float], edge: Double, count: Int) {
    let histogram = WeightHistogram(values)
    #expect(histogram.edges == [edge])
    #expect(histogram.buckets == [count])
    #expect(histogram.count == count)
  }

  @Test("holds the greatest numbers")
  func extremes() {
    let most = Float.greatestFiniteMagnitude
    let histogram = WeightHistogram([-most, 0, most])
    #expect(histogram.buckets.reduce(0, +) == 3)
    #expect(histogram.edges.last == Double(most))
  }
}
