import Engine
import Foundation
import Layers
import ModelTestSupport
import Testing

@Suite("Poisson")
struct PoissonTests {
  /// `p - y ln(p + 1e-7)` and `1 - y / (p + 1e-7)`: a count of 0 leaves the rate, also at a rate of
  /// 0.
  @Test func isTheRateLessTheLogarithmOfItsCounts() throws {
    let probe = try LossProbe(Poisson(), [[0], [0], [2], [0.5]], .values([0, 1, 1, 0]), .dense)
    let tiny = Double(1e-7 as Float)
    expectClose(probe.losses, [0, -log(tiny), 2 - log(2 + tiny), 0.5], "losses")
    expectClose(
      Array(probe.gradients.joined()), [1, 1 - 1 / tiny, 1 - 1 / (2 + tiny), 1], "gradients")
  }

  @Test func meansOverTheOutputs() throws {
    let probe = try LossProbe(
      Poisson(), [[1, 2, 4, 1]], .values([0, 4, 0, 3]), .dense, weights: [2])
    expectClose(probe.losses, [(8 - 4 * log(2 + 1e-7) - 3 * log(1 + 1e-7)) / 4], "loss")
    expectClose(
      probe.gradients[0], [0.5, (1 - 4 / (2 + 1e-7)) / 2, 0.5, (1 - 3 / (1 + 1e-7)) / 2],
      "gradient with weight 2")
  }

  /// A rate below -1e-7 has no logarithm.
  @Test func givesNaNForARateBelowZero() throws {
    let probe = try LossProbe(Poisson(), [[-1e-3], [-1e-3]], .values([1, 0]), .dense)
    #expect(probe.losses[0].isNaN, "\(probe.losses)")
  }

  @Test func takesLabelsOfEveryKindAsNumbers() {
    let kinds: [LabelKind] = [.integer, .oneHot, .dense]
    #expect(kinds.map(Poisson().targetForm(of:)) == [.values, .values, .values])
    #expect(Poisson().identifier == "poisson")
  }
}
