import FileFormats
import KerasFormat
import Layers
import ModelTestSupport
import Testing

@Suite("constant learning rates")
struct ConstantRateTests {
  @Test func neverChange() {
    for step in [0, 1, 1_000_000, .max] {
      expectRates(Float(0.1), [(step, 0.1)])
      expectRates(0.1, [(step, 0.1)])
    }
    #expect(Float(0.1).constantRate?.bitPattern == Float(0.1).bitPattern)
    #expect((0.1).constantRate?.bitPattern == Float(0.1).bitPattern)
  }

  /// 1e-40 is denormal as a `Float`; threads that do not flush denormals must agree.
  @Test func areZeroWhereTooSmall() {
    expectRates(1e-40, [(0, 0)])
    expectRates(0x1p-126, [(0, .leastNormalMagnitude)])
  }

  @Test func areWrittenAsTheNumberThatKerasWrites() throws {
    #expect(JSON(Float(0.001) as any LearningRateSchedule) == 0.0010000000474974513)
    #expect(JSON(0.001 as Double) == 0.0010000000474974513)
    #expect(try readBack(0.1).constantRate?.bitPattern == Float(0.1).bitPattern)
  }

  @Test func mustBeFiniteAndNotBelowZero() throws {
    try Float(0).check()
    try (0.5).check()
    expectRefused(Float(-0.5), "the learning rate is -0.5; expected a number from 0 up")
    expectRefused(-0.5, "the learning rate is -0.5; expected a number from 0 up")
    expectRefused(Float.nan, "the learning rate is nan; expected a number from 0 up")
    expectRefused(Double.infinity, "the learning rate is inf; expected a number from 0 up")
    expectRefused(1e39, "the learning rate is 1e+39; expected a number from 0 up")
  }
}
