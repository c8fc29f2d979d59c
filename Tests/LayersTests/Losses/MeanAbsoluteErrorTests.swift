import Engine
import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("MeanAbsoluteError")
struct MeanAbsoluteErrorTests {
  /// The derivative at 0 is 0, as in TensorFlow.
  @Test func meansDistancesOverTheOutputs() throws {
    let probe = try LossProbe(
      MeanAbsoluteError(), [[1, 2, 3, 4], [0, 0, 0, 0]], .values([1, 4, 3, 0, 2, -2, 4, -8]),
      .dense)
    expectSameBits(probe.losses, [1.5, 4], "losses")
    expectSameBits(probe.gradients[0], [0, -0.25, 0, 0.25], "first gradient")
    expectSameBits(probe.gradients[1], [-0.25, 0.25, -0.25, 0.25], "second gradient")
  }

  @Test func multipliesGradientsByWeights() throws {
    let probe = try LossProbe(
      MeanAbsoluteError(), [[3], [-3], [3]], .values([1, 1, 1]), .dense, weights: [0.5, 3, 0])
    expectSameBits(probe.losses, [2, 4, 2], "losses")
    expectSameBits(Array(probe.gradients.joined()), [0.5, -3, 0], "gradients")
  }

  @Test func takesOneHotLabelsAsNumbers() throws {
    let probe = try LossProbe(MeanAbsoluteError(), [[1, 0], [1, 0]], .classes([0, 1]), .oneHot)
    expectSameBits(probe.losses, [0, 1], "losses")
    #expect(MeanAbsoluteError().identifier == "mean_absolute_error")
  }
}
