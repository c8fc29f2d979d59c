import Layers
import ModelTestSupport
import Testing

@Suite("PiecewiseConstantDecay")
struct PiecewiseConstantDecayTests {
  /// Updates 1 to 4, which are steps 0 to 3, take the first value.
  @Test func keepsAValueUpToAndIncludingItsBoundary() {
    expectRates(
      PiecewiseConstantDecay(boundaries: [3, 6], values: [1, 0.5, 0.25]),
      [(0, 1), (3, 1), (4, 0.5), (6, 0.5), (7, 0.25), (1_000, 0.25)])
  }

  @Test func isConstantWithoutBoundaries() {
    expectRates(PiecewiseConstantDecay(boundaries: [], values: [0.5]), [(0, 0.5), (99, 0.5)])
  }

  @Test func givesKerasRates() {
    expectRatesOfKeras(
      PiecewiseConstantDecay(boundaries: [100, 200], values: [0.1, 0.01, 0.001]),
      [
        (0, 0.10000000149011612), (100, 0.10000000149011612), (101, 0.009999999776482582),
        (200, 0.009999999776482582), (201, 0.0010000000474974513),
      ])
  }

  @Test func comesBackFromItsConfiguration() throws {
    let schedule = PiecewiseConstantDecay(boundaries: [3, 6], values: [1 / 3, 1, 0])
    #expect(try readBack(schedule) as? PiecewiseConstantDecay == schedule)
  }

  @Test func refusesListsThatDoNotFit() throws {
    try PiecewiseConstantDecay(boundaries: [0, 1], values: [0, 1, 0]).check()
    expectRefused(
      PiecewiseConstantDecay(boundaries: [3, 6], values: [1, 2]),
      "the number of values of PiecewiseConstantDecay is 2; expected 3, one more than boundaries")
    expectRefused(
      PiecewiseConstantDecay(boundaries: [], values: []),
      "the number of values of PiecewiseConstantDecay is 0; expected 1, one more than boundaries")
    expectRefused(
      PiecewiseConstantDecay(boundaries: [6, 6], values: [1, 2, 3]),
      "a boundary of PiecewiseConstantDecay is 6; expected more than the one before, 6")
    expectRefused(
      PiecewiseConstantDecay(boundaries: [-1], values: [1, 2]),
      "the first boundary of PiecewiseConstantDecay is -1; expected at least 0")
    expectRefused(
      PiecewiseConstantDecay(boundaries: [1], values: [1, -2]),
      "a value of PiecewiseConstantDecay is -2.0; expected a number from 0 up")
  }
}
