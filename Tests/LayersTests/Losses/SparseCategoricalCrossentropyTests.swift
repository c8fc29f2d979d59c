import Engine
import Foundation
import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("SparseCategoricalCrossentropy")
struct SparseCategoricalCrossentropyTests {
  /// With `q` the clipped outputs: `ln(Σ q / q_c)`, and the gradient `1 / Σ q - 1 / q_c` where
  /// nothing was clipped.
  @Test func clipsAndThenDivides() throws {
    let probe = try LossProbe(
      SparseCategoricalCrossentropy(), [[0.5, 0.25, 0.25], [2, 0.5, 0.5], [3, 0, 0]],
      .classes([0, 1, 1]), .integer)
    let low = Double(1e-7 as Float)
    expectClose(probe.losses, [log(2), log(4), log((1 + 2 * low) / low)], "losses")
    expectClose(probe.gradients[0], [-1, 1, 1], "gradient of 1/2, 1/4, 1/4")
    expectClose(probe.gradients[1], [0, -1.5, 0.5], "gradient with one output clipped")
    expectSameBits(probe.gradients[2], [0, 0, 0], "gradient with all outputs clipped")
  }

  @Test(
    arguments: [
      (SparseCategoricalCrossentropy(), .softmax),
      (SparseCategoricalCrossentropy(fromLogits: true), .linear),
      (SparseCategoricalCrossentropy(fromLogits: true), .softmax),
    ] as [(SparseCategoricalCrossentropy, ActivationFunction)])
  func takesLogits(loss: SparseCategoricalCrossentropy, activation: ActivationFunction) throws {
    let probe = try LossProbe(
      loss, [[0, 60, 0], [0, 0, 0]], .classes([0, 2]), .integer, behind: activation)
    expectClose(probe.losses, [60, log(3)], "losses")
    expectClose(probe.gradients[0], [-1, 1, exp(-60)], "gradient far from its label")
    expectClose(probe.gradients[1], [1 / 3.0, 1 / 3.0, -2 / 3.0], "gradient of equal logits")
  }

  @Test func multipliesGradientsByWeights() throws {
    let rows = [[Float]](repeating: [0.5, 0.25, 0.25], count: 3)
    for loss in [SparseCategoricalCrossentropy(), .init(fromLogits: true)] {
      let plain = try LossProbe(loss, rows, .classes([0, 1, 2]), .integer)
      let weighted = try LossProbe(loss, rows, .classes([0, 1, 2]), .integer, weights: [1, 0, 4])
      expectSameBits(weighted.gradients[0], plain.gradients[0], "weight 1")
      expectClose(weighted.gradients[1], [0, 0, 0], "weight 0")
      expectSameBits(weighted.gradients[2], plain.gradients[2].map { $0 * 4 }, "weight 4")
    }
  }
}
