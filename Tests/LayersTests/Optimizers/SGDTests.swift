import Layers
import TestSupport
import Testing

@Suite("SGD")
struct SGDTests {
  /// Gradients 1 and 2, learning rate 1/2, momentum 1/4: everything is exact in binary.
  ///
  /// Plain: 1 - 0.5 = 0.5, then 0.5 - 1 = -0.5. Momentum: v = -0.5, w = 0.5; v = -0.125 - 1,
  /// w = -0.625. Nesterov: v = -0.5, w = 1 - 0.125 - 0.5 = 0.375; v = -1.125,
  /// w = 0.375 - 0.28125 - 1 = -0.90625.
  @Test(
    arguments: [
      (SGD(learningRate: 0.5), [0.5, -0.5], [] as [Float]),
      (SGD(learningRate: 0.5, momentum: 0.25), [0.5, -0.625], [-0.5, -1.125]),
      (
        SGD(learningRate: 0.5, momentum: 0.25, nesterov: true), [0.375, -0.906_25], [-0.5, -1.125]
      ),
    ] as [(SGD, [Float], [Float])])
  func followsAHandComputedTrajectory(sgd: SGD, weights: [Float], velocities: [Float]) {
    let run = OptimizerRun(sgd, weights: [1])
    for (number, gradient) in ([1, 2] as [Float]).enumerated() {
      #expect(run.update([gradient]))
      expectSameBits(run.weights, [weights[number]], "weight after step \(number + 1)")
      let expected = velocities.isEmpty ? [] : [velocities[number]]
      expectSameBits(run.slots, expected, "velocity after step \(number + 1)")
    }
  }

  /// Without momentum, Nesterov's form is plain descent.
  @Test func descendsPlainlyWithoutMomentum() {
    let run = OptimizerRun(SGD(learningRate: 0.5, nesterov: true), weights: [1])
    #expect(run.update([1]))
    expectSameBits(run.weights, [0.5], "weight")
  }

  @Test func hasKerasDefaults() {
    let sgd: SGD = .sgd
    #expect(sgd.learningRate.constantRate?.bitPattern == Float(0.01).bitPattern)
    #expect(sgd.momentum.bitPattern == 0)
    #expect(!sgd.nesterov)
    #expect(sgd.slotNames == [])
    #expect(SGD.sgd(learningRate: 1.0, momentum: 0.9).slotNames == ["momentum"])
  }

  @Test(arguments: [0, 0.9] as [Float])
  func detectsAGradientThatIsNotFinite(momentum: Float) {
    let sgd = SGD(momentum: momentum)
    for value in [Float.nan, .infinity, -.infinity] {
      let run = OptimizerRun(sgd, weights: [1, 1, 1])
      #expect(run.update([1, 1, 1]))
      #expect(!run.update([1, value, 1]), "\(value)")
    }
  }
}
