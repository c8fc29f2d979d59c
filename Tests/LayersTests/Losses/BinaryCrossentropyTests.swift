import Engine
import Foundation
import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("BinaryCrossentropy")
struct BinaryCrossentropyTests {
  /// Outputs are kept between 1e-7 and 1 - 2^-23, which 1 - 1e-7 is in single precision.
  ///
  /// So the loss is at most 16.1 on one side and 15.9 on the other; right answers have almost none,
  /// and clipped outputs no gradient.
  @Test func clipsProbabilities() throws {
    let probe = try LossProbe(
      BinaryCrossentropy(), [[0], [1], [0], [1], [-3], [4]], .values([1, 0, 0, 1, 1, 0]), .dense)
    let (low, high) = (-log(Double(1e-7 as Float)), 23 * log(2.0))
    expectClose(probe.losses, [low, high, 0x1p-23, 0x1p-23, low, high], "losses")
    expectSameBits(Array(probe.gradients.joined()), [0, 0, 0, 0, 0, 0], "gradients")
  }

  /// `(p - y) / (p (1 - p))` over the number of outputs.
  @Test func meansOverTheOutputs() throws {
    let probe = try LossProbe(
      BinaryCrossentropy(), [[0.25, 0.5, 0.75], [0.5, 0.25, 0.25]],
      .values([1, 0, 0.5, 1, 1, 0]), .dense)
    let first = log(4) + log(2) - (log(0.75) + log(0.25)) / 2
    let second = log(2) + log(4) - log(0.75)
    expectClose(probe.losses, [first / 3, second / 3], "losses")
    expectClose(probe.gradients[0], [-4 / 3.0, 2 / 3.0, 4 / 9.0], "first gradient")
    expectClose(probe.gradients[1], [-2 / 3.0, -4 / 3.0, 4 / 9.0], "second gradient")
  }

  /// Nothing is clipped: Keras takes the logits before a sigmoid, and does so too where it is told
  /// that the sigmoid's outputs are logits.
  @Test(
    arguments: [
      (BinaryCrossentropy(), .sigmoid), (BinaryCrossentropy(fromLogits: true), .linear),
      (BinaryCrossentropy(fromLogits: true), .sigmoid),
    ] as [(BinaryCrossentropy, ActivationFunction)])
  func takesLogits(loss: BinaryCrossentropy, activation: ActivationFunction) throws {
    let probe = try LossProbe(
      loss, [[40], [-40], [40], [0], [0]], .values([0, 1, 1, 0.5, 1]), .dense,
      behind: activation)
    expectClose(probe.losses, [40, 40, exp(-40), log(2), log(2)], "losses")
    expectClose(Array(probe.gradients.joined()), [1, -1, 0, 0, -0.5], "gradients: 1 is σ(40)")
  }

  /// `1 (1 - s) + s / 2`, and `s / 2` for 0.
  @Test func smoothsLabelsTowardsOneHalf() throws {
    let probe = try LossProbe(
      BinaryCrossentropy(labelSmoothing: 0.5), [[0.25], [0.25]], .values([1, 0]), .dense)
    expectClose(
      probe.losses,
      [-0.75 * log(0.25) - 0.25 * log(0.75), -0.25 * log(0.25) - 0.75 * log(0.75)], "losses")
    expectClose(Array(probe.gradients.joined()), [-0.5 / 0.1875, 0], "gradients")
  }

  /// Labels of every kind are numbers to this loss.
  @Test func takesOneHotLabelsAsNumbers() throws {
    let outputs: [[Float]] = [[0.5, 0.25, 0.75], [0.5, 0.25, 0.75]]
    let classes = try LossProbe(BinaryCrossentropy(), outputs, .classes([2, 0]), .oneHot)
    let numbers = try LossProbe(
      BinaryCrossentropy(), outputs, .values([0, 0, 1, 1, 0, 0]), .dense)
    expectSameBits(classes.losses, numbers.losses, "losses")
    expectSameBits(
      Array(classes.gradients.joined()), Array(numbers.gradients.joined()), "gradients")
    let kinds: [LabelKind] = [.integer, .oneHot, .dense]
    #expect(kinds.map(BinaryCrossentropy().targetForm(of:)) == [.values, .values, .values])
  }

  @Test func multipliesGradientsByWeights() throws {
    let outputs = [[Float]](repeating: [0.25], count: 3)
    let probe = try LossProbe(
      BinaryCrossentropy(), outputs, .values([1, 1, 1]), .dense, weights: [1, 0, 2.5])
    expectSameBits(Array(probe.gradients.joined()), [-4, 0, -10], "gradients")
  }

  @Test(arguments: [-0.1, 1.5, .nan] as [Float])
  func refusesASmoothingThatIsNoShare(smoothing: Float) {
    #expect(
      throws: ModelError.loss(
        "binary_crossentropy", expected: "a label smoothing from 0 to 1", found: "\(smoothing)")
    ) {
      try LossProbe(
        BinaryCrossentropy(labelSmoothing: smoothing), [[0.5]], .values([1]), .dense)
    }
  }
}
