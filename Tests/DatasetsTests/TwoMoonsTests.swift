import Datasets
import Testing

@Suite("TwoMoons")
struct TwoMoonsTests {
  private func points(_ samples: Samples) -> [SIMD2<Double>] {
    (0..<samples.count).map { SIMD2(Double(samples[$0][0]), Double(samples[$0][1])) }
  }

  /// What noise was added to each point.
  private func noise(_ moons: TwoMoons) throws -> [SIMD2<Double>] {
    let clean = TwoMoons(
      seed: moons.seed, trainCount: moons.trainCount, testCount: moons.testCount, noise: 0)
    return try zip(points(moons.load().train.samples), points(clean.load().train.samples)).map(-)
  }

  /// Computed with another program; they change only with the drawing, on no machine.
  @Test func drawsTheSameBitsEverywhere() throws {
    let (train, test) = try TwoMoons().load()
    #expect(train.samples.prefix(100).crc32 == 0xDDB8_1B94)
    #expect(test.samples.prefix(100).crc32 == 0x39EE_6524)
    #expect(train.samples[0].map(\.bitPattern) == [0x3F7E652C, 0x3F7ABF0A])
    #expect(train.samples[1].map(\.bitPattern) == [0x3FAC4600, 0xBD4DAA88])
  }

  @Test func hasTheCountsAskedFor() throws {
    let usual = try TwoMoons().load()
    #expect(usual.train.samples.count == 4_000 && usual.train.labels.count == 4_000)
    #expect(usual.test.samples.count == 1_000 && usual.test.labels.count == 1_000)
    #expect(usual.train.samples.shape == [2])
    let none = try TwoMoons(trainCount: 0, testCount: 3).load()
    #expect(none.train.samples.count == 0 && none.train.labels.count == 0)
    #expect(none.test.samples.count == 3 && none.test.labels.count == 3)
  }

  @Test func holdsBothClassesEquallyOften() throws {
    let (train, test) = try TwoMoons().load()
    for labels in [train.labels, test.labels] {
      #expect(labels.encoding == .integer)
      #expect(labels.classIndices == (0..<labels.count).map { $0 % TwoMoons.classCount })
    }
  }

  @Test func drawsEachPointWhateverTheCounts() throws {
    let many = try TwoMoons(seed: 3, trainCount: 30, testCount: 20).load()
    let few = try TwoMoons(seed: 3, trainCount: 12, testCount: 5).load()
    #expect(many.train.samples.prefix(12).crc32 == few.train.samples.crc32)
    #expect(many.test.samples.prefix(5).crc32 == few.test.samples.crc32)
  }

  @Test func drawsNoPointTwice() throws {
    let (train, test) = try TwoMoons(trainCount: 1_000, testCount: 500).load()
    let others = try [1, 1 << 32].map {
      try points(TwoMoons(seed: $0, trainCount: 500, testCount: 0).load().train.samples)
    }
    let all = points(train.samples) + points(test.samples) + others.flatMap { $0 }
    #expect(Set(all).count == 2_500)
  }

  /// Rounding to `Float` moves a coordinate by at most 2^-24, and so a squared distance near 1 by
  /// at most 2^-22.
  @Test func liesOnTwoHalfCirclesWithoutNoise() throws {
    let (train, test) = try TwoMoons(seed: 5, noise: 0).load()
    for (samples, labels) in [train, test] {
      for (index, point) in points(samples).enumerated() {
        let isFirst = labels[index] == 0
        let arm = isFirst ? point : SIMD2(1, 0.5) - point
        let distance = (arm * arm).sum()
        #expect(abs(distance - 1) <= 0x1p-22, "point \(index) at \(point)")
        #expect(arm.y >= -0x1p-24, "point \(index) at \(point)")
      }
    }
  }

  /// Means of `cos t` and `sin t` over `t` uniform in half a turn: 0 and 2/π, with variances 1/2
  /// and 1/2 - (2/π)²; each within 5 standard errors.
  @Test func spreadsEvenlyOverTheHalfCircles() throws {
    let samples = try TwoMoons(trainCount: 8_000, testCount: 0, noise: 0).load().train.samples
    let all = points(samples)
    let height = 2 / Double.pi
    for place in 0..<2 {
      let arms = all.indices.filter { $0 % 2 == place }.map {
        place == 0 ? all[$0] : SIMD2(1, 0.5) - all[$0]
      }
      let count = Double(arms.count)
      let mean = arms.reduce(.zero, +) / count
      #expect(abs(mean.x) < 5 * (0.5 / count).squareRoot(), "class \(place): \(mean)")
      #expect(
        abs(mean.y - height) < 5 * ((0.5 - height * height) / count).squareRoot(),
        "class \(place): \(mean)")
    }
  }

  /// Mean, variance, fourth moment and correlation of a normal distribution, each within 5
  /// standard errors: the variances of z, z², z⁴ and z·z' are 1, 2, 96 and 1.
  @Test(arguments: [0.2, 1.5])
  func addsNormalNoise(deviation: Double) throws {
    let noise = try noise(TwoMoons(seed: 1, trainCount: 8_000, testCount: 0, noise: deviation))
    let pairs = noise.map { $0 / deviation }
    let numbers = pairs.flatMap { [$0.x, $0.y] }
    func check(_ values: [Double], mean: Double, variance: Double, _ what: String) {
      let found = values.reduce(0, +) / Double(values.count)
      let bound = 5 * (variance / Double(values.count)).squareRoot()
      #expect(abs(found - mean) < bound, "\(what): \(found), expected \(mean) ± \(bound)")
    }
    check(numbers, mean: 0, variance: 1, "mean")
    check(numbers.map { $0 * $0 }, mean: 1, variance: 2, "variance")
    check(numbers.map { $0 * $0 * $0 * $0 }, mean: 3, variance: 96, "fourth moment")
    check(pairs.map { $0.x * $0.y }, mean: 0, variance: 1, "correlation")
  }

  @Test(arguments: [
    (TwoMoons(noise: -0.1), "noise: found -0.1; expected a finite number from 0 up"),
    (TwoMoons(noise: .nan), "noise: found nan; expected a finite number from 0 up"),
    (TwoMoons(testCount: -1), "testCount: found -1; expected 0 to 2147483647"),
  ])
  func namesAnArgumentThatItCannotBeGeneratedWith(moons: TwoMoons, message: String) {
    let error = #expect(throws: GeneratedDataError.self) { try moons.load() }
    #expect(error?.description == message)
  }
}
