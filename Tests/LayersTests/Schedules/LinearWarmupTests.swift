import Layers
import ModelTestSupport
import Testing

@Suite("LinearWarmup")
struct LinearWarmupTests {
  @Test func risesFromZeroAndStaysAtThePeak() {
    expectRates(
      LinearWarmup(peak: 1, steps: 4),
      [(0, 0), (1, 0.25), (2, 0.5), (3, 0.75), (4, 1), (5, 1), (1_000, 1)])
  }

  @Test func risesFromItsStart() {
    expectRates(
      LinearWarmup(start: 0.5, peak: 1, steps: 4), [(0, 0.5), (1, 0.625), (3, 0.875), (4, 1)])
  }

  /// What follows counts its steps from the end of the warm-up.
  @Test func handsOverToWhatFollows() {
    let then = PiecewiseConstantDecay(boundaries: [1], values: [1, 0.5])
    expectRates(
      LinearWarmup(peak: 1, steps: 2, then: then),
      [(0, 0), (1, 0.5), (2, 1), (3, 1), (4, 0.5), (5, 0.5)])
    expectRates(LinearWarmup(peak: 1, steps: 2, then: 0.25), [(1, 0.5), (2, 0.25), (3, 0.25)])
  }

  @Test func comesBackFromItsConfiguration() throws {
    let then = CosineDecay(initialLearningRate: 0.1, decaySteps: 7)
    let read = try #require(
      try readBack(LinearWarmup(start: 1 / 3, peak: 0.7, steps: 5, then: then)) as? LinearWarmup)
    #expect(read.start.bitPattern == (1.0 / 3).bitPattern)
    #expect(read.peak.bitPattern == (0.7).bitPattern)
    #expect(read.steps == 5)
    #expect(read.then as? CosineDecay == then)
    let bare = try #require(try readBack(LinearWarmup(peak: 1, steps: 1)) as? LinearWarmup)
    #expect(bare.then == nil)
    let constant = try #require(
      try readBack(LinearWarmup(peak: 1, steps: 1, then: 0.1)) as? LinearWarmup)
    #expect(constant.then?.constantRate?.bitPattern == Float(0.1).bitPattern)
  }

  @Test func refusesNumbersThatCannotBe() throws {
    try LinearWarmup(peak: 0, steps: 1).check()
    expectRefused(
      LinearWarmup(start: -1, peak: 1, steps: 1),
      "start of LinearWarmup is -1.0; expected a number from 0 up")
    expectRefused(
      LinearWarmup(peak: .nan, steps: 1),
      "peak of LinearWarmup is nan; expected a number from 0 up")
    expectRefused(
      LinearWarmup(peak: 1, steps: 0), "steps of LinearWarmup is 0; expected at least 1")
    expectRefused(
      LinearWarmup(peak: 1, steps: 1, then: -0.5),
      "the learning rate is -0.5; expected a number from 0 up")
  }
}
