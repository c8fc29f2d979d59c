import Layers
import ModelTestSupport
import Testing

@Suite("PolynomialDecay")
struct PolynomialDecayTests {
  @Test func fallsInAStraightLineToItsEnd() {
    expectRates(
      PolynomialDecay(initialLearningRate: 1, decaySteps: 4, endLearningRate: 0.5),
      [(0, 1), (1, 0.875), (2, 0.75), (4, 0.5), (5, 0.5), (1_000, 0.5)])
  }

  @Test func endsAtOneTenThousandthUnlessToldOtherwise() {
    expectRates(PolynomialDecay(initialLearningRate: 1, decaySteps: 4), [(0, 1), (4, 0.0001)])
  }

  /// A square: 1, 9/16, 1/4, 1/16, 0.
  @Test func followsAPower() {
    expectRates(
      PolynomialDecay(initialLearningRate: 1, decaySteps: 4, endLearningRate: 0, power: 2),
      [(0, 1), (1, 0.562_5), (2, 0.25), (3, 0.062_5), (4, 0), (9, 0)])
  }

  /// From 4 on 8 steps count as the whole, from 8 on 12: 5/8, 12/12, 13/16 are passed.
  @Test func beginsAnewAtEachMultipleOfItsSteps() {
    expectRates(
      PolynomialDecay(initialLearningRate: 1, decaySteps: 4, endLearningRate: 0, cycle: true),
      [(0, 1), (2, 0.5), (4, 0), (5, 0.375), (6, 0.25), (8, 0), (9, 0.25), (12, 0), (13, 0.187_5)])
  }

  @Test func givesKerasRates() {
    expectRatesOfKeras(
      PolynomialDecay(
        initialLearningRate: 0.1, decaySteps: 1_000, endLearningRate: 0.01, power: 0.5),
      [
        (0, 0.10000000149011612), (1, 0.0999549850821495), (333, 0.08350306004285812),
        (1_000, 0.009999999776482582),
        (5_000, 0.009999999776482582),
      ])
    expectRatesOfKeras(
      PolynomialDecay(
        initialLearningRate: 0.1, decaySteps: 1_000, endLearningRate: 0.01, power: 2, cycle: true),
      [
        (0, 0.10000000149011612), (1_000, 0.009999999776482582), (1_001, 0.032455019652843475),
        (1_500, 0.015625), (2_000, 0.009999999776482582), (2_001, 0.019980009645223618),
      ])
  }

  @Test func comesBackFromItsConfiguration() throws {
    let schedule = PolynomialDecay(
      initialLearningRate: 1 / 3, decaySteps: 7, endLearningRate: 0.1, power: 1.5, cycle: true)
    #expect(try readBack(schedule) as? PolynomialDecay == schedule)
  }

  @Test func refusesNumbersThatCannotBe() throws {
    let schedule = PolynomialDecay(
      initialLearningRate: 0, decaySteps: 1, endLearningRate: 0, power: 0)
    try schedule.check()
    var changed = schedule
    changed.initialLearningRate = -1
    expectRefused(
      changed, "initialLearningRate of PolynomialDecay is -1.0; expected a number from 0 up")
    changed = schedule
    changed.decaySteps = 0
    expectRefused(changed, "decaySteps of PolynomialDecay is 0.0; expected a number above 0")
    changed = schedule
    changed.endLearningRate = -1
    expectRefused(
      changed, "endLearningRate of PolynomialDecay is -1.0; expected a number from 0 up")
    changed = schedule
    changed.power = -1
    expectRefused(changed, "power of PolynomialDecay is -1.0; expected a number from 0 up")
  }
}
