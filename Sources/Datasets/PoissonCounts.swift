import Kernels

/// Counts with a rate that is a known log-linear function of the features, for Poisson regression.
///
/// The features are uniform in `[-1, 1)`, the rate of a sample is
/// `exp(bias + Σ weights[i] * x[i])`, and its count is drawn from the Poisson distribution of that
/// rate. A fit of the same form recovers `weights` and `bias`, to within the sampling error. The
/// numbers are a function of the seed alone, the same on every machine.
public struct PoissonCounts: Equatable, Sendable {
  /// The coefficient of each feature in the logarithm of the rate; the last is 0.
  public static let weights: [Double] = [0.5, -0.7, 0.3, 0.0]
  /// The logarithm of the rate for features of 0.
  public static let bias = 0.8

  /// The key of the random generator.
  package let seed: UInt64
  /// The number of samples to train with.
  package let trainCount: Int
  /// The number of samples to test with.
  package let testCount: Int

  /// Creates a data set that is generated when it is loaded.
  public init(seed: UInt64 = 0, trainCount: Int = 8_000, testCount: Int = 2_000) {
    self.seed = seed
    self.trainCount = trainCount
    self.testCount = testCount
  }

  /// Returns the true rate of a sample: the mean, and the variance, of its count.
  ///
  /// - Precondition: There are as many features as weights.
  package static func rate(of features: [Float]) -> Double {
    Elementary.exp(zip(weights, features).reduce(bias) { $0 + $1.0 * Double($1.1) })
  }

  /// Generates the data in memory of this process.
  ///
  /// - Returns: Samples of shape `[4]`, and dense labels of shape `[1]`.
  /// - Throws: An error that names a count that is negative or above `Int32.max`.
  public func load() throws -> SampleSplit {
    try GeneratedDataError.check(trainCount: trainCount, testCount: testCount)
    return (train: draw(trainCount, split: 0), test: draw(testCount, split: 1))
  }

  private func draw(_ count: Int, split: UInt32) -> (samples: Samples, labels: Labels) {
    let generator = Philox4x32(key: seed)
    let size = Self.weights.count
    var values: [Float] = []
    var counts: [Float] = []
    values.reserveCapacity(count * size)
    counts.reserveCapacity(count)
    for index in 0..<count {
      var random = SampleRandom(
        generator: generator, sample: index, split: split, purpose: .poissonCounts)
      let features = (0..<size).map { _ in 2 * uniform(random.word()) - 1 }
      values += features
      counts.append(
        Float(Self.quantile(of: random.uniform(), rate: Self.rate(of: features))))
    }
    return (
      samples: Samples(values: values, shape: [size]), labels: Labels(values: counts, shape: [1])
    )
  }

  /// Returns the least count with a cumulative probability above `probability`, which is in
  /// `0..<1`.
  ///
  /// With a uniform probability the count has the Poisson distribution. For rates up to 700.
  ///
  /// - Complexity: O(count).
  package static func quantile(of probability: Double, rate: Double) -> Int {
    var count = 0
    var term = Elementary.exp(-rate)
    var sum = term
    while probability >= sum {
      count += 1
      term *= rate / Double(count)
      // Far above the rate a term no longer moves the sum, which rounding may keep below 1 forever.
      guard sum + term > sum else { break }
      sum += term
    }
    return count
  }
}
