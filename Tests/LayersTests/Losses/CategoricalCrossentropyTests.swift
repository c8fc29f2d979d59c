import Engine
import Foundation
import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("CategoricalCrossentropy")
struct CategoricalCrossentropyTests {
  /// `q = p / Σ p`, and the gradient `(1 - y / q) / Σ p`.
  @Test func dividesOutputsByTheirSum() throws {
    let probe = try LossProbe(
      CategoricalCrossentropy(), [[2, 1, 1], [0.5, 0.25, 0.25]], .classes([0, 1]), .oneHot)
    expectClose(probe.losses, [log(2), log(4)], "losses")
    expectClose(probe.gradients[0], [-0.25, 0.25, 0.25], "gradient of 2, 1, 1")
    expectClose(probe.gradients[1], [1, -3, 1], "gradient of 1/2, 1/4, 1/4")
  }

  /// At most `-ln 1e-7`, at least 2^-23, and no gradient from what was clipped.
  @Test func clipsShares() throws {
    let probe = try LossProbe(
      CategoricalCrossentropy(), [[0, 3, 1], [5, 0, 0]], .classes([0, 0]), .oneHot)
    expectClose(probe.losses, [-log(Double(1e-7 as Float)), 0x1p-23], "losses")
    expectSameBits(Array(probe.gradients.joined()), [0, 0, 0, 0, 0, 0], "gradients")
  }

  /// As Keras on TensorFlow: no number stands for a row without any share.
  @Test func givesNaNForARowOfZeros() throws {
    let probe = try LossProbe(CategoricalCrossentropy(), [[0, 0, 0]], .classes([0]), .oneHot)
    #expect(probe.losses[0].isNaN, "\(probe.losses)")
  }

  @Test(
    arguments: [
      (CategoricalCrossentropy(), .softmax), (CategoricalCrossentropy(fromLogits: true), .linear),
      (CategoricalCrossentropy(fromLogits: true), .softmax),
    ] as [(CategoricalCrossentropy, ActivationFunction)])
  func takesLogits(loss: CategoricalCrossentropy, activation: ActivationFunction) throws {
    let probe = try LossProbe(
      loss, [[0, 60, 0], [0, 0, 0], [1, 1, -60]], .values([1, 0, 0, 0.5, 0.25, 0.25, 0, 1, 0]),
      .dense, behind: activation)
    expectClose(probe.losses, [60, log(3), log(2)], "losses")
    expectClose(probe.gradients[0], [-1, 1, exp(-60)], "gradient far from its label")
    expectClose(probe.gradients[1], [-1 / 6.0, 1 / 12.0, 1 / 12.0], "gradient of a soft label")
    expectClose(probe.gradients[2], [0.5, -0.5, exp(-61) / 2], "gradient of a one-hot label")
  }

  /// Labels whose sum is 2 have twice the loss, but the gradient stays `p - y`, as in TensorFlow.
  @Test func keepsTheGradientOfLabelsThatAreNoDistribution() throws {
    let probe = try LossProbe(
      CategoricalCrossentropy(fromLogits: true), [[0, 0]], .values([1.5, 0.5]), .dense)
    expectClose(probe.losses, [2 * log(2)], "loss")
    expectClose(probe.gradients[0], [-1, 0], "gradient")
  }

  /// `y (1 - s) + s / classes`, for classes as for soft labels.
  @Test func smoothsLabelsTowardsTheEvenDistribution() throws {
    let loss = CategoricalCrossentropy(labelSmoothing: 0.5)
    let outputs: [[Float]] = [[0.5, 0.25, 0.125, 0.125]]
    let classes = try LossProbe(loss, outputs, .classes([0]), .oneHot)
    let numbers = try LossProbe(loss, outputs, .values([1, 0, 0, 0]), .dense)
    let expected = 0.625 * log(2) + 0.125 * (log(4) + log(8) + log(8))
    expectClose(classes.losses, [expected], "loss")
    expectClose(classes.gradients[0], [-0.25, 0.5, 0, 0], "gradient")
    expectSameBits(numbers.losses, classes.losses, "loss of soft labels")
    expectSameBits(numbers.gradients[0], classes.gradients[0], "gradient of soft labels")
  }

  @Test func multipliesGradientsByWeights() throws {
    let rows = [[Float]](repeating: [2, 1, 1], count: 3)
    for loss in [CategoricalCrossentropy(), CategoricalCrossentropy(fromLogits: true)] {
      let plain = try LossProbe(loss, rows, .classes([0, 1, 2]), .oneHot)
      let weighted = try LossProbe(
        loss, rows, .classes([0, 1, 2]), .oneHot, weights: [1, 0, 4])
      expectSameBits(weighted.gradients[0], plain.gradients[0], "weight 1")
      expectClose(weighted.gradients[1], [0, 0, 0], "weight 0")
      expectSameBits(weighted.gradients[2], plain.gradients[2].map { $0 * 4 }, "weight 4")
    }
  }

  @Test func refusesWhatDoesNotFit() {
    #expect(
      throws: ModelError.loss(
        "categorical_crossentropy", expected: "a label smoothing from 0 to 1", found: "-0.5")
    ) {
      try LossProbe(
        CategoricalCrossentropy(labelSmoothing: -0.5), [[0.5, 0.5]], .classes([1]), .oneHot)
    }
    #expect(
      throws: ModelError.loss(
        "categorical_crossentropy", expected: "an output of shape (None, classes)",
        found: "(None, 2, 3)")
    ) {
      try Program(
        Sequential { InputLayer(shape: [2, 3]) }.graph(),
        Objective(losses: [CategoricalCrossentropy()]), labels: [.oneHot], capacity: 1)
    }
  }
}
