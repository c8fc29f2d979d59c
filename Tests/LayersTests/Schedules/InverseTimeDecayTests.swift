import Layers
import ModelTestSupport
import Testing

@Suite("InverseTimeDecay")
struct InverseTimeDecayTests {
  /// 1 / (1 + 2 step / 4).
  @Test func dividesByTheTime() {
    expectRates(
      InverseTimeDecay(initialLearningRate: 1, decaySteps: 4, decayRate: 2),
      [(0, 1), (1, 2 / 3), (2, 0.5), (6, 0.25), (14, 0.125)])
  }

  @Test func roundsTheTimeDownAsAStaircase() {
    expectRates(
      InverseTimeDecay(initialLearningRate: 1, decaySteps: 4, decayRate: 1, staircase: true),
      [(0, 1), (3, 1), (4, 0.5), (7, 0.5), (12, 0.25), (15, 0.25)])
  }

  @Test func givesKerasRates() {
    expectRatesOfKeras(
      InverseTimeDecay(initialLearningRate: 0.1, decaySteps: 1_000, decayRate: 0.5),
      [
        (0, 0.10000000149011612), (1, 0.09995003044605255), (500, 0.07999999821186066),
        (1_000, 0.06666667014360428), (1_999, 0.0500125028192997),
        (12_345, 0.013942140154540539),
      ])
    expectRatesOfKeras(
      InverseTimeDecay(
        initialLearningRate: 0.1, decaySteps: 1_000, decayRate: 0.5, staircase: true),
      [
        (999, 0.10000000149011612), (1_000, 0.06666667014360428),
        (12_345, 0.014285714365541935),
      ])
  }

  @Test func comesBackFromItsConfiguration() throws {
    let schedule = InverseTimeDecay(
      initialLearningRate: 1 / 3, decaySteps: 7, decayRate: 0.96, staircase: true)
    #expect(try readBack(schedule) as? InverseTimeDecay == schedule)
  }

  @Test func refusesNumbersThatCannotBe() throws {
    let schedule = InverseTimeDecay(initialLearningRate: 0, decaySteps: 1, decayRate: 0)
    try schedule.check()
    var changed = schedule
    changed.initialLearningRate = .infinity
    expectRefused(
      changed, "initialLearningRate of InverseTimeDecay is inf; expected a number from 0 up")
    changed = schedule
    changed.decaySteps = -3
    expectRefused(changed, "decaySteps of InverseTimeDecay is -3.0; expected a number above 0")
    changed = schedule
    changed.decayRate = .nan
    expectRefused(changed, "decayRate of InverseTimeDecay is nan; expected a number from 0 up")
  }
}
