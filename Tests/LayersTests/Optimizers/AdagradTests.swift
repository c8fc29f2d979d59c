import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("Adagrad")
struct AdagradTests {
  /// Two steps that are exact in binary: a starts at 1/4, ε = 1, learning rate 15/8, gradients 1,
  /// -2.
  ///
  /// a = 5/4, the root of a + ε is 3/2, w = 1 - 5/4; a = 21/4, the root is 5/2, w = -1/4 + 3/2.
  @Test func followsAHandComputedTrajectory() {
    let run = OptimizerRun(
      Adagrad(learningRate: 1.875, initialAccumulatorValue: 0.25, epsilon: 1), weights: [1])
    let steps: [(gradient: Float, weight: Float, sum: Float)] = [
      (1, -0.25, 1.25), (-2, 1.25, 5.25),
    ]
    for (number, step) in steps.enumerated() {
      #expect(run.update([step.gradient]))
      expectSameBits(run.weights, [step.weight], "weight, step \(number + 1)")
      expectSameBits(run.slots, [step.sum], "sum of squares, step \(number + 1)")
    }
  }

  @Test func hasKerasDefaultsAndSlots() {
    let adagrad: Adagrad = .adagrad
    #expect(adagrad.learningRate.constantRate?.bitPattern == Float(0.001).bitPattern)
    #expect(adagrad.epsilon.bitPattern == Float(1e-7).bitPattern)
    #expect(adagrad.slotNames == ["accumulator"])
    #expect(adagrad.initialValue(ofSlot: 0).bitPattern == Float(0.1).bitPattern)
    #expect(Adagrad(initialAccumulatorValue: 0.5).initialValue(ofSlot: 0) == 0.5)
  }

  @Test func comesBackFromItsConfiguration() throws {
    let original = Adagrad(learningRate: Float(1) / 3, initialAccumulatorValue: 0.7, epsilon: 1e-5)
    let read = try #require(try readBack(original) as? Adagrad)
    #expect(
      read.learningRate.constantRate?.bitPattern == original.learningRate.constantRate?.bitPattern)
    #expect(
      read.initialAccumulatorValue.bitPattern == original.initialAccumulatorValue.bitPattern)
    #expect(read.epsilon.bitPattern == original.epsilon.bitPattern)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func detectsAGradientThatIsNotFinite(value: Float) {
    let run = OptimizerRun(.adagrad, weights: [1, 1, 1])
    #expect(run.update([1, 1, 1]))
    #expect(!run.update([1, value, 1]))
  }
}
