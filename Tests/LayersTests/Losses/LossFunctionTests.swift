import Engine
import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("LossFunction")
struct LossFunctionTests {
  /// What `MeanSquaredError` computes.
  private static let squared = LossFunction("squared") { target, prediction, gradient in
    var sum: Float = 0
    for i in prediction.indices {
      let error = prediction[i] - target[i]
      sum += error * error
      gradient[i] = 2 * error / Float(prediction.count)
    }
    return sum / Float(prediction.count)
  }

  /// Small whole numbers: all of it is exact.
  @Test func isWhatTheClosureReturns() throws {
    let probe = try LossProbe(
      Self.squared, [[1, 2, 3, 4], [0, 0, 0, 0]], .values([1, 4, 3, 0, 2, -2, 2, -2]), .dense)
    expectSameBits(probe.losses, [5, 4], "losses")
    expectSameBits(probe.gradients[0], [0, -1, 0, 2], "first gradient")
    expectSameBits(probe.gradients[1], [-1, 1, -1, 1], "second gradient")
  }

  @Test func multipliesGradientsByWeights() throws {
    let probe = try LossProbe(
      Self.squared, [[3], [3], [3]], .values([1, 1, 1]), .dense, weights: [0.5, 0, 3])
    expectSameBits(probe.losses, [4, 4, 4], "losses")
    expectSameBits(Array(probe.gradients.joined()), [2, 0, 12], "gradients")
  }

  @Test func hasNoGradientWhereTheClosureWritesNone() throws {
    let loss = LossFunction("first") { target, prediction, gradient in
      gradient[0] = 1
      return prediction[0] - target[0]
    }
    let probe = try LossProbe(loss, [[3, 7], [5, 1]], .values([1, 0, 1, 0]), .dense)
    expectSameBits(probe.losses, [2, 4], "losses")
    expectSameBits(Array(probe.gradients.joined()), [1, 0, 1, 0], "gradients")
  }

  @Test func hasItsName() throws {
    #expect(Self.squared.className == "squared")
    let model = Sequential { Dense(1, inputShape: [1]) }
    try model.compile(optimizer: "sgd", loss: Self.squared, metrics: [])
    #expect(model.compilation?.objective.losses[0].identifier == "squared")
  }
}
