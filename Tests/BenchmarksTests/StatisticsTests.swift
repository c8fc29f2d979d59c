import Testing

@testable import Benchmarks

/// Order statistics, on numbers whose answers can be counted.
@Suite("Statistics")
struct StatisticsTests {
  @Test(
    "the median is the middle one, or the mean of two",
    arguments: zip([[3.0, 1, 2], [4, 1, 3, 2], [7], [5, 5]], [2.0, 2.5, 7, 5]))
  func median(values: [Double], expected: Double) {
    #expect(Statistics(values).median == expected)
  }

  /// As R's `quantile(c(1, 2, 3, 4, 10), p)`, whose default is definition 7.
  @Test(
    "percentiles lie between two measurements in proportion",
    arguments: zip([0.0, 25, 90, 100], [1.0, 2, 7.6, 10]))
  func percentile(percent: Double, expected: Double) {
    let found = Statistics([10, 3, 1, 4, 2]).percentile(percent)
    #expect(abs(found - expected) < 1e-12, "\(found)")
  }

  /// For 100 measurements ranks 40 and 61: Le Boudec (2010), table A.1.
  @Test(
    "the median's interval is of ranks",
    arguments: zip([6, 10, 50, 100], [1.0...6.0, 1...10, 18...33, 40...61]))
  func interval(count: Int, expected: ClosedRange<Double>) {
    let values = (1...count).map(Double.init)
    #expect(Statistics(values.shuffled()).medianInterval == expected)
  }

  @Test("fewer than six measurements have no interval")
  func noInterval() {
    #expect(Statistics([1, 2, 3, 4, 5]).medianInterval == nil)
    #expect(Statistics([1, 2, 3, 4, 5]).interval(digits: 1) == "-")
  }

  @Test("a difference is noise where an interval is wider, or missing")
  func noise() {
    let low = Statistics([1, 1, 1, 1.1, 1.2, 1.2])
    let high = Statistics(low.sorted.map { $0 + 1 })
    let wide = Statistics([1, 1, 1.5, 2.5, 3, 3])
    #expect(!low.differsOnlyByNoise(from: high))
    #expect(low.differsOnlyByNoise(from: wide))
    #expect(wide.differsOnlyByNoise(from: low))
    #expect(low.differsOnlyByNoise(from: Statistics([9, 9])))
    #expect(low.differsOnlyByNoise(from: low))
  }

  @Test("speed-ups are ratios of medians, and their intervals the widest that both allow")
  func speedUp() {
    let solo = Statistics([4, 4, 5, 6, 6, 6])
    let ranks = Statistics([2, 2, 2, 3, 3, 3])
    #expect(ranks.speedUp(over: solo) == 5.5 / 2.5)
    #expect(ranks.speedUpInterval(over: solo) == 4.0 / 3...3)
    #expect(ranks.speedUpInterval(over: Statistics([1])) == nil)
  }

  @Test("a table's columns are as wide as what stands in them")
  func table() {
    var table = TextTable([("name", .left), ("us", .right), ("", .left)])
    table.add(["a", "1000.5", ""])
    table.add(["longer", "2", "x"])
    #expect(table.lines == ["name        us", "a       1000.5", "longer       2  x"])
  }
}
