import Datasets
import Testing

@Suite("PoissonCounts")
struct PoissonCountsTests {
  /// Features, counts and true rates.
  private func rows(_ part: (samples: Samples, labels: Labels)) -> [(
    features: [Float], count: Double, rate: Double
  )] {
    (0..<part.samples.count).map { index in
      let features = part.samples[index]
      return (
        features, Double(part.labels.values(at: index)[0]), PoissonCounts.rate(of: features)
      )
    }
  }

  /// Computed with another program; they change only with the drawing, on no machine.
  @Test func drawsTheSameBitsEverywhere() throws {
    let (train, test) = try PoissonCounts().load()
    #expect(train.samples.prefix(100).crc32 == 0x4386_E303)
    #expect(test.samples.prefix(100).crc32 == 0xC36F_FF3C)
    #expect(train.labels.prefix(100).crc32 == 0x1010_9B9D)
    #expect(test.labels.prefix(100).crc32 == 0xDCB5_15C8)
    let first = (0..<12).map { train.labels.values(at: $0)[0] }
    #expect(first == [1, 0, 2, 3, 5, 3, 3, 5, 1, 2, 4, 12])
  }

  @Test func hasTheCountsAskedFor() throws {
    let usual = try PoissonCounts().load()
    #expect(usual.train.samples.count == 8_000 && usual.train.labels.count == 8_000)
    #expect(usual.test.samples.count == 2_000 && usual.test.labels.count == 2_000)
    #expect(usual.train.samples.shape == [4])
    #expect(usual.train.labels.encoding == .dense(shape: [1]))
    let none = try PoissonCounts(trainCount: 0, testCount: 3).load()
    #expect(none.train.samples.count == 0 && none.train.labels.count == 0)
    #expect(none.test.samples.count == 3 && none.test.labels.count == 3)
  }

  @Test func drawsEachSampleWhateverTheCounts() throws {
    let many = try PoissonCounts(seed: 3, trainCount: 30, testCount: 20).load()
    let few = try PoissonCounts(seed: 3, trainCount: 12, testCount: 5).load()
    #expect(many.train.samples.prefix(12).crc32 == few.train.samples.crc32)
    #expect(many.train.labels.prefix(12).crc32 == few.train.labels.crc32)
    #expect(many.test.samples.prefix(5).crc32 == few.test.samples.crc32)
    #expect(many.test.labels.prefix(5).crc32 == few.test.labels.crc32)
  }

  @Test func drawsNoSampleTwice() throws {
    let (train, test) = try PoissonCounts(trainCount: 1_000, testCount: 500).load()
    let others = try [1, 1 << 32].map {
      try PoissonCounts(seed: $0, trainCount: 500, testCount: 0).load().train
    }
    let all = ([train, test] + others).flatMap { part in
      (0..<part.samples.count).map { part.samples[$0] }
    }
    #expect(Set(all).count == 2_500)
  }

  /// Mean 0 and variance 1/3 within 5 standard errors; the variance of x² is 4/45.
  @Test func spreadsTheFeaturesEvenly() throws {
    let rows = try rows(PoissonCounts().load().train)
    let count = Double(rows.count)
    for feature in 0..<4 {
      let values = rows.map { Double($0.features[feature]) }
      #expect(values.allSatisfy { -1 <= $0 && $0 < 1 })
      let mean = values.reduce(0, +) / count
      #expect(abs(mean) < 5 * (1 / 3 / count).squareRoot(), "feature \(feature): \(mean)")
      let square = values.reduce(0) { $0 + $1 * $1 } / count
      #expect(
        abs(square - 1 / 3) < 5 * (4 / 45 / count).squareRoot(), "feature \(feature): \(square)")
    }
  }

  @Test func hasALogLinearRate() {
    #expect(PoissonCounts.weights == [0.5, -0.7, 0.3, 0])
    #expect(PoissonCounts.bias == 0.8)
    // e^0.8 and e^(0.8 + 0.5 + 0.35 + 0.075), by another program.
    #expect(abs(PoissonCounts.rate(of: [0, 0, 0, 0]) - 2.225540928492468) < 1e-15)
    #expect(abs(PoissonCounts.rate(of: [1, -0.5, 0.25, -1]) - 5.612521029693156) < 1e-14)
  }

  /// The sum of counts has the sum of rates as its mean and its variance.
  ///
  /// Weighted by a feature it still has, with the squares of the feature in the variance. Each sum
  /// is within 5 standard errors.
  @Test(arguments: [0, 1, 2])
  func countsAtTheRate(seed: UInt64) throws {
    let rows = try rows(PoissonCounts(seed: seed).load().train)
    let weights: [(String, (([Float]) -> Double))] =
      [("all", { _ in 1 })] + (0..<4).map { place in ("feature \(place)", { Double($0[place]) }) }
    for (name, weight) in weights {
      var (surplus, variance) = (0.0, 0.0)
      for row in rows {
        surplus += weight(row.features) * (row.count - row.rate)
        variance += weight(row.features) * weight(row.features) * row.rate
      }
      let errors = surplus / variance.squareRoot()
      #expect(abs(errors) < 5, "\(name): \(errors) standard errors from the rate")
    }
  }

  /// `(count - rate)² / rate` has mean 1 and variance `2 + 1 / rate` where the counts scatter as a
  /// Poisson distribution does; within 5 standard errors.
  @Test func scattersAsMuchAsTheRate() throws {
    let rows = try rows(PoissonCounts().load().train)
    let surplus = rows.reduce(0) { sum, row in
      sum + (row.count - row.rate) * (row.count - row.rate) / row.rate - 1
    }
    let variance = rows.reduce(0) { $0 + 2 + 1 / $1.rate }
    #expect(abs(surplus) < 5 * variance.squareRoot(), "\(surplus / variance.squareRoot())")
  }

  /// At rate 2 the cumulative probabilities are 0.1353, 0.4060, 0.6767 and 0.8571.
  @Test(arguments: [
    (0, 0), (0.1353, 0), (0.1354, 1), (0.4060, 1), (0.4061, 2), (0.6766, 2), (0.6767, 3),
    (0.8571, 3), (0.8572, 4),
  ])
  func invertsTheDistribution(probability: Double, expected: Int) {
    #expect(PoissonCounts.quantile(of: probability, rate: 2) == expected)
  }

  @Test func endsAtTheGreatestProbability() {
    for rate in [1e-9, 0.5, 2, 9.97, 100, 700] {
      let count = PoissonCounts.quantile(of: 1 - 0x1p-53, rate: rate)
      #expect(
        Double(count) >= rate && Double(count) < rate + 12 * rate.squareRoot() + 20,
        "\(count) at rate \(rate)")
    }
    #expect(PoissonCounts.quantile(of: 1 - 0x1p-53, rate: 0) == 0)
  }

  @Test func namesACountThatItCannotGenerate() throws {
    let error = #expect(throws: GeneratedDataError.self) {
      try PoissonCounts(trainCount: -1).load()
    }
    #expect(error?.description == "trainCount: found -1; expected 0 to 2147483647")
  }
}
