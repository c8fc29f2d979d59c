import Layers
import ModelTestSupport
import Testing

@Suite("ExponentialDecay")
struct ExponentialDecayTests {
  /// A quarter every two steps, hence a half every step.
  @Test func multipliesOverDecaySteps() {
    expectRates(
      ExponentialDecay(initialLearningRate: 1, decaySteps: 2, decayRate: 0.25),
      [(0, 1), (1, 0.5), (2, 0.25), (3, 0.125), (4, 0.0625), (10, 0x1p-10)])
  }

  @Test func roundsTheExponentDownAsAStaircase() {
    expectRates(
      ExponentialDecay(initialLearningRate: 1, decaySteps: 3, decayRate: 0.5, staircase: true),
      [(0, 1), (2, 1), (3, 0.5), (5, 0.5), (6, 0.25), (8, 0.25), (9, 0.125)])
  }

  @Test func givesKerasRates() {
    expectRatesOfKeras(
      ExponentialDecay(initialLearningRate: 0.1, decaySteps: 1_000, decayRate: 0.96),
      [
        (0, 0.10000000149011612), (1, 0.099995918571949), (500, 0.0979795902967453),
        (1_000, 0.09600000083446503), (1_999, 0.09216376394033432),
        (12_345, 0.06041409447789192),
      ])
    expectRatesOfKeras(
      ExponentialDecay(
        initialLearningRate: 0.1, decaySteps: 1_000, decayRate: 0.96, staircase: true),
      [
        (999, 0.10000000149011612), (1_000, 0.09600000083446503),
        (12_345, 0.06127095967531204),
      ])
  }

  @Test func comesBackFromItsConfiguration() throws {
    let schedule = ExponentialDecay(
      initialLearningRate: 1 / 3, decaySteps: 7, decayRate: 0.96, staircase: true)
    #expect(try readBack(schedule) as? ExponentialDecay == schedule)
  }

  @Test func refusesNumbersThatCannotBe() throws {
    let schedule = ExponentialDecay(initialLearningRate: 0, decaySteps: 1, decayRate: 0)
    try schedule.check()
    var changed = schedule
    changed.initialLearningRate = -1
    expectRefused(
      changed, "initialLearningRate of ExponentialDecay is -1.0; expected a number from 0 up")
    changed = schedule
    changed.decaySteps = 0
    expectRefused(changed, "decaySteps of ExponentialDecay is 0.0; expected a number above 0")
    changed = schedule
    changed.decayRate = -0.5
    expectRefused(changed, "decayRate of ExponentialDecay is -0.5; expected a number from 0 up")
  }
}
