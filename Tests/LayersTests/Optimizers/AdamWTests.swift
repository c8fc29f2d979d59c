import Engine
import FileFormats
import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("AdamW")
struct AdamWTests {
  /// Adam's trajectory of `AdamTests`, from weights that lose 0.1 · 0.5 = 1/20 before each step.
  ///
  /// w = 0.95 - 0.1 = 0.85; m = 0, so w = 0.85 · 0.95 = 0.8075;
  /// w = 0.8075 · 0.95 - 0.065_687_7 = 0.701_437_3.
  @Test func followsAHandComputedTrajectory() {
    let run = OptimizerRun(
      AdamW(learningRate: 0.1, weightDecay: 0.5, beta1: 0.5, beta2: 0.75, epsilon: 0),
      weights: [1])
    let steps: [(gradient: Float, weight: Float, momentum: Float, velocity: Float)] = [
      (1, 0.85, 0.5, 0.25), (-0.5, 0.807_5, 0, 0.25), (1, 0.701_437_3, 0.5, 0.437_5),
    ]
    for (number, step) in steps.enumerated() {
      #expect(run.update([step.gradient]))
      #expect(abs(run.weights[0] - step.weight) <= 1e-6, "step \(number + 1): \(run.weights[0])")
      expectSameBits(run.slots, [step.momentum, step.velocity], "slots, step \(number + 1)")
    }
  }

  /// Keras 3.15 makes 0.9996 of 1 with the default decay and learning rate 0.1.
  @Test func decaysWithoutAGradient() {
    let run = OptimizerRun(AdamW(learningRate: 0.1), weights: [1])
    #expect(run.update([0]))
    #expect(abs(run.weights[0] - 0.999_6) < 1e-7, "\(run.weights[0])")
  }

  @Test func hasKerasDefaultsAndSlots() {
    let adamW: AdamW = .adamW
    #expect(adamW.learningRate.constantRate?.bitPattern == Float(0.001).bitPattern)
    #expect(adamW.weightDecay.bitPattern == Float(0.004).bitPattern)
    #expect(adamW.slotNames == ["momentum", "velocity"])
    #expect((0..<2).allSatisfy { adamW.initialValue(ofSlot: $0).bitPattern == 0 })
    var configuration = adamW.configuration
    #expect(configuration.removeValue(forKey: "weight_decay") != nil)
    #expect(configuration == Adam().configuration)
  }

  @Test func comesBackFromItsConfiguration() throws {
    let original = AdamW(
      learningRate: Float(1) / 3, weightDecay: 0.3, beta1: 1 / 7, beta2: 1 / 9, epsilon: 1e-5)
    let read = try #require(try readBack(original) as? AdamW)
    #expect(
      read.learningRate.constantRate?.bitPattern == original.learningRate.constantRate?.bitPattern)
    #expect(read.weightDecay.bitPattern == original.weightDecay.bitPattern)
    #expect(read.configuration == original.configuration)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func detectsAGradientThatIsNotFinite(value: Float) {
    let run = OptimizerRun(.adamW, weights: [1, 1, 1])
    #expect(run.update([1, 1, 1]))
    #expect(!run.update([1, value, 1]))
  }
}
