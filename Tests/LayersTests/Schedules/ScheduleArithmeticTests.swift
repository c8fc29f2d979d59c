import Layers
import Testing

/// The powers behind the schedules, seen through `PolynomialDecay` and `ExponentialDecay`.
@Suite("powers in schedules")
struct ScheduleArithmeticTests {
  /// `(1 - step/8)^power`, which is exact in binary, or rounds to the number given.
  @Test(
    arguments: [
      (0.0, [1, 1, 1]), (1, [0.5, 0.25, 0]), (2, [0.25, 0.0625, 0]), (0.5, [0.707_106_77, 0.5, 0]),
      (1.5, [0.353_553_38, 0.125, 0]), (1_024, [0, 0, 0]), (2_000.5, [0, 0, 0]),
    ] as [(Double, [Float])])
  func areExactOrRoundedOnce(power: Double, expected: [Float]) {
    let schedule = PolynomialDecay(
      initialLearningRate: 1, decaySteps: 8, endLearningRate: 0, power: power)
    expectRates(schedule, Array(zip([4, 6, 8], expected)))
  }

  @Test func ofZeroAreOneOnlyAtExponentZero() {
    let schedule = ExponentialDecay(initialLearningRate: 0.5, decaySteps: 2, decayRate: 0)
    expectRates(schedule, [(0, 0.5), (1, 0), (2, 0), (100, 0)])
  }

  /// 2^-149 is a `Float`, but a denormal one.
  @Test func neverGiveADenormalRate() {
    let schedule = ExponentialDecay(initialLearningRate: 1, decaySteps: 1, decayRate: 0.5)
    expectRates(schedule, [(126, 0x1p-126), (127, 0), (149, 0), (100_000, 0)])
  }
}
