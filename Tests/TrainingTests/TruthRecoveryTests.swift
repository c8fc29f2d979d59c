import Foundation
import Lockstep
import Testing

/// Data that were drawn from a known law: what training finds is compared with the law.
@Suite("fits recover the truth")
struct TruthRecoveryTests {
  private let moons: SampleSplit

  init() throws { moons = try TwoMoons().load() }

  /// The accuracy on the moons' test points of a network with the given hidden layers.
  private func accuracyOnMoons(hidden: [Int]) throws -> Double {
    let model = Sequential()
    model.add(InputLayer(shape: [2]))
    for units in hidden { model.add(Dense(units, activation: .relu)) }
    model.add(Dense(1, activation: .sigmoid))
    try model.compile(
      optimizer: .adam(learningRate: 0.01), loss: .binaryCrossentropy, metrics: [.accuracy])
    let (train, test) = moons
    try model.fit(train.samples, train.labels, epochs: 20, verbose: .silent)
    let result = try model.evaluate(test.samples, test.labels, verbose: .silent)
    return try #require(result.metrics["accuracy"])
  }

  /// The accuracy on the same points of the rule that knows the law: a point belongs to the half
  /// circle from which its noise is more likely, the density summed over 1,000 places on each.
  private func accuracyOfTheLaw() -> Double {
    let variance = TwoMoons().noise * TwoMoons().noise
    let angles = (0..<1_000).map { (Double($0) + 0.5) * Double.pi / 1_000 }
    func density(_ point: [Float], _ centre: (Double) -> (Double, Double)) -> Double {
      angles.reduce(0) { sum, angle in
        let (x, y) = centre(angle)
        let (dx, dy) = (Double(point[0]) - x, Double(point[1]) - y)
        return sum + exp(-(dx * dx + dy * dy) / (2 * variance))
      }
    }
    let test = moons.test
    let hits = (0..<test.samples.count).count { index in
      let point = test.samples[index]
      let first = density(point) { (cos($0), sin($0)) }
      let second = density(point) { (1 - cos($0), 0.5 - sin($0)) }
      return (second > first ? 1 : 0) == test.labels[index]
    }
    return Double(hits) / Double(test.samples.count)
  }

  /// No classifier beats the law but by luck.
  ///
  /// Its accuracy on all possible points is 0.971 (the same sums over a grid of the plane), and
  /// 1,000 points have a standard error of 0.0053. A network may lose twice that on the same
  /// points; a straight line loses ten times it.
  @Test("two moons: a network comes within 0.01 of the rule that knows the noise, a line does not")
  func twoMoons() throws {
    let best = accuracyOfTheLaw()
    #expect(abs(best - 0.971) < 3 * 0.0053, "the law itself: \(best)")
    let network = try accuracyOnMoons(hidden: [32, 32])
    #expect(network >= best - 0.01, "the network: \(network), the law: \(best)")
    let line = try accuracyOnMoons(hidden: [])
    #expect(line < best - 0.05, "a line: \(line), the law: \(best)")
  }

  /// The most likely weights scatter around the truth by what Fisher's information leaves open.
  ///
  /// Its inverse is their covariance. Each feature has mean 0 and is almost independent of the
  /// others, so the diagonal, `Σ rate · x²`, gives the standard errors: 0.012 here, and 0.007 for
  /// the bias. Five of them are left for chance and for what 20 epochs leave undone.
  @Test("counts: the fit finds each weight and the bias within 5 standard errors")
  func counts() throws {
    let train = try PoissonCounts().load().train
    let model = Sequential { Dense(1, activation: .exponential, inputShape: [4]) }
    let rate = CosineDecay(initialLearningRate: 0.01, decaySteps: 20 * 250)
    try model.compile(optimizer: .adam(learningRate: rate), loss: .poisson)
    try model.fit(train.samples, train.labels, epochs: 20, verbose: .silent)
    let learned = try model.weights().flatMap(\.values)

    var information = [Double](repeating: 0, count: 5)
    for index in 0..<train.samples.count {
      let features = train.samples[index]
      let rate = PoissonCounts.rate(of: features)
      for (place, x) in (features + [1]).enumerated() {
        information[place] += rate * Double(x) * Double(x)
      }
    }
    let truth = PoissonCounts.weights + [PoissonCounts.bias]
    try #require(learned.count == truth.count)
    for (place, value) in learned.enumerated() {
      let error = 1 / information[place].squareRoot()
      #expect(error < 0.02, "the data tell element \(place) only within \(error)")
      #expect(
        abs(Double(value) - truth[place]) < 5 * error,
        "element \(place): found \(value), expected \(truth[place]) within \(5 * error)")
    }
  }
}
