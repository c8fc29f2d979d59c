import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("Adam")
struct AdamTests {
  /// Two steps by hand from m = v = 0, with learning rate 0.1 and weight 1.
  ///
  /// Gradients 1 and -0.5, β1 = 0.5, β2 = 0.75, so that all powers are exact, and ε = 0.
  /// Step 1: m = 0.5, v = 0.25, α = 0.1 · √0.25 / 0.5 = 0.1; w = 1 - 0.5 · 0.1 / 0.5 = 0.9.
  /// Step 2: m = 0.5 - 0.5 = 0, v = 0.25; w stays.
  /// With a last gradient of 1 in step 3: m = 0.5, v = 0.4375, α = 0.1 · √(37/64) / 0.875;
  /// w = 0.9 - 0.5 α / √0.4375 = 0.9 - 0.065_687_7
  @Test func followsAHandComputedTrajectory() {
    let run = OptimizerRun(
      Adam(learningRate: 0.1, beta1: 0.5, beta2: 0.75, epsilon: 0), weights: [1])
    let steps: [(gradient: Float, weight: Float, momentum: Float, velocity: Float)] = [
      (1, 0.9, 0.5, 0.25), (-0.5, 0.9, 0, 0.25), (1, 0.834_312_3, 0.5, 0.437_5),
    ]
    for (number, step) in steps.enumerated() {
      #expect(run.update([step.gradient]))
      #expect(abs(run.weights[0] - step.weight) <= 1e-6, "step \(number + 1): \(run.weights[0])")
      #expect(run.slots[0].bitPattern == step.momentum.bitPattern, "step \(number + 1)")
      #expect(run.slots[1].bitPattern == step.velocity.bitPattern, "step \(number + 1)")
    }
  }

  /// ε stands outside the root, uncorrected: with g = 1, ε = 1 and learning rate 1 the first step
  /// is 0.1 α / (√0.001 + 1) with α = √0.001 / 0.1.
  @Test func addsEpsilonOutsideTheRoot() {
    let run = OptimizerRun(Adam(learningRate: 1.0, epsilon: 1), weights: [0])
    #expect(run.update([1]))
    let root = 0.001.squareRoot()
    let expected = -root / (root + 1)
    // A handful of roundings of a number near 0.03.
    #expect(abs(Double(run.weights[0]) - expected) < 1e-8, "\(run.weights[0]), \(expected)")
  }

  /// With the defaults ε takes 1e-7 / √0.001 = 3.2e-6 of a first step that is the learning rate.
  @Test func beginsWithTheLearningRate() {
    let run = OptimizerRun(.adam(learningRate: 0.1), weights: [0])
    #expect(run.update([1]))
    #expect(abs(run.weights[0] + 0.099_999_68) < 3e-8, "first step \(run.weights[0])")
  }

  @Test func hasKerasDefaults() {
    let adam: Adam = .adam
    #expect(adam.learningRate.constantRate?.bitPattern == Float(0.001).bitPattern)
    #expect(adam.beta1.bitPattern == (0.9).bitPattern)
    #expect(adam.beta2.bitPattern == (0.999).bitPattern)
    #expect(adam.epsilon.bitPattern == Float(1e-7).bitPattern)
    #expect(adam.slotNames == ["momentum", "velocity"])
    #expect(
      Adam.adam(learningRate: 0.5).learningRate.constantRate?.bitPattern == Float(0.5).bitPattern)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func detectsAGradientThatIsNotFinite(value: Float) {
    let run = OptimizerRun(.adam, weights: [Float](repeating: 1, count: 20))
    #expect(run.update([Float](repeating: 1, count: 20)))
    #expect(!run.update([Float](repeating: 1, count: 17) + [value, 1, 1]))
  }

  /// The weights of a slice must not depend on where it was cut.
  @Test(arguments: [16, 32, 48])
  func updatesSlicesLikeTheWhole(cut: Int) {
    var samples = SampleValues(seed: 200)
    let weights = samples.floats(70)
    let gradients = [samples.floats(70), samples.floats(70)]
    let whole = OptimizerRun(.adam, weights: weights)
    let left = OptimizerRun(.adam, weights: Array(weights[..<cut]))
    let right = OptimizerRun(.adam, weights: Array(weights[cut...]))
    for gradient in gradients {
      #expect(whole.update(gradient))
      #expect(left.update(Array(gradient[..<cut])) && right.update(Array(gradient[cut...])))
    }
    expectSameBits(left.weights + right.weights, whole.weights, "cut at \(cut)")
  }
}
