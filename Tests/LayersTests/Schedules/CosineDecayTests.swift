import Layers
import ModelTestSupport
import Testing

@Suite("CosineDecay")
struct CosineDecayTests {
  /// (1 + cos(k π / 4)) / 2 is (2 + √2) / 4, a half, (2 - √2) / 4 and 0.
  @Test func fallsAlongHalfACosineAndStaysThere() {
    expectRates(
      CosineDecay(initialLearningRate: 1, decaySteps: 4),
      [
        (0, 1), (1, 0.853_553_39), (2, 0.5), (3, 0.146_446_61), (4, 0), (5, 0), (1_000, 0),
      ])
  }

  @Test func endsAtAShareOfThePeak() {
    expectRates(
      CosineDecay(initialLearningRate: 0.5, decaySteps: 4, alpha: 0.25),
      [(0, 0.5), (2, 0.312_5), (4, 0.125), (9, 0.125)])
  }

  /// Up from 0.25 to 1 in 4 steps, down from 1 in the 4 after those.
  @Test func warmsUpBeforeItDecays() {
    expectRates(
      CosineDecay(initialLearningRate: 0.25, decaySteps: 4, warmupTarget: 1, warmupSteps: 4),
      [
        (0, 0.25), (1, 0.437_5), (2, 0.625), (3, 0.812_5), (4, 1), (5, 0.853_553_39), (6, 0.5),
        (8, 0), (9, 0),
      ])
  }

  @Test func startsAtTheTargetOfAWarmupOfNoSteps() {
    expectRates(
      CosineDecay(initialLearningRate: 0.25, decaySteps: 4, warmupTarget: 1), [(0, 1), (2, 0.5)])
  }

  @Test func needsATargetToWarmUp() {
    expectRates(
      CosineDecay(initialLearningRate: 1, decaySteps: 4, warmupSteps: 100), [(0, 1), (2, 0.5)])
  }

  @Test func givesKerasRates() {
    expectRatesOfKeras(
      CosineDecay(initialLearningRate: 0.1, decaySteps: 1_000, alpha: 0.1),
      [
        (0, 0.10000000149011612), (1, 0.09999977797269821), (333, 0.0775407925248146),
        (500, 0.05499999597668648), (999, 0.01000022329390049), (1_000, 0.010000000707805157),
        (5_000, 0.010000000707805157),
      ])
    expectRatesOfKeras(
      CosineDecay(
        initialLearningRate: 0.01, decaySteps: 1_000, alpha: 0.1, warmupTarget: 0.2,
        warmupSteps: 100),
      [
        (0, 0.009999999776482582), (1, 0.011899999342858791), (99, 0.1981000006198883),
        (100, 0.20000000298023224), (433, 0.1550815850496292), (1_100, 0.020000001415610313),
        (5_000, 0.020000001415610313),
      ])
  }

  @Test func comesBackFromItsConfiguration() throws {
    for target in [nil, 0.3] {
      let schedule = CosineDecay(
        initialLearningRate: 1 / 3, decaySteps: 7, alpha: 0.1, warmupTarget: target,
        warmupSteps: 5)
      #expect(try readBack(schedule) as? CosineDecay == schedule)
    }
  }

  @Test func refusesNumbersThatCannotBe() throws {
    let schedule = CosineDecay(
      initialLearningRate: 0, decaySteps: 1, alpha: 1, warmupTarget: 0, warmupSteps: 0)
    try schedule.check()
    var changed = schedule
    changed.initialLearningRate = -1
    expectRefused(
      changed, "initialLearningRate of CosineDecay is -1.0; expected a number from 0 up")
    changed = schedule
    changed.decaySteps = 0
    expectRefused(changed, "decaySteps of CosineDecay is 0.0; expected a number above 0")
    changed = schedule
    changed.alpha = 1.5
    expectRefused(changed, "alpha of CosineDecay is 1.5; expected a number from 0 to 1")
    changed = schedule
    changed.warmupTarget = .nan
    expectRefused(changed, "warmupTarget of CosineDecay is nan; expected a number from 0 up")
    changed = schedule
    changed.warmupSteps = -1
    expectRefused(changed, "warmupSteps of CosineDecay is -1.0; expected a number from 0 up")
  }
}
