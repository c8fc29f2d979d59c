import Engine
import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("MeanSquaredError")
struct MeanSquaredErrorTests {
  /// Small whole numbers: all of it is exact.
  @Test func meansSquaresOverTheOutputs() throws {
    let probe = try LossProbe(
      MeanSquaredError(), [[1, 2, 3, 4], [0, 0, 0, 0]], .values([1, 4, 3, 0, 2, -2, 2, -2]),
      .dense)
    expectSameBits(probe.losses, [5, 4], "losses")
    expectSameBits(probe.gradients[0], [0, -1, 0, 2], "first gradient")
    expectSameBits(probe.gradients[1], [-1, 1, -1, 1], "second gradient")
  }

  @Test func multipliesGradientsByWeights() throws {
    let probe = try LossProbe(
      MeanSquaredError(), [[3], [3], [3]], .values([1, 1, 1]), .dense, weights: [0.5, 0, 3])
    expectSameBits(probe.losses, [4, 4, 4], "losses")
    expectSameBits(Array(probe.gradients.joined()), [2, 0, 12], "gradients")
  }

  @Test func takesOneHotLabelsAsNumbers() throws {
    let probe = try LossProbe(MeanSquaredError(), [[1, 0], [1, 0]], .classes([0, 1]), .oneHot)
    expectSameBits(probe.losses, [0, 1], "losses")
    #expect(MeanSquaredError().identifier == "mean_squared_error")
  }
}
