import Layers
import ModelTestSupport
import TestSupport
import Testing

@Suite("RMSprop")
struct RMSpropTests {
  /// A variant, and what two gradients make of weight 1 and of its slots.
  struct Trajectory: CustomTestStringConvertible, Sendable {
    var name: String
    var rmsprop: RMSprop
    var gradients: [Float]
    var weights: [Float]
    var slots: [[Float]]

    var testDescription: String { name }
  }

  /// Numbers that are exact in binary, with ρ = 3/4.
  ///
  /// Plain, ε = 3/4, learning rate 1/2, gradients 1 and 1/2: v = 1/4 in both steps, the root is 1.
  /// w = 1 - 1/2, then - 1/4. With µ = 1/2 the increments are 1/2 and 1/4 + 1/4.
  /// Centred, ε = 1/256, learning rate 7/16, gradients 1 and 1: a = v = 1/4, the root of
  /// 1/4 - 1/16 + 1/256 is 7/16; then a = v = 7/16, the root of 7/16 - 49/256 + 1/256 is 1/2.
  /// w = 1 - 1, then - 7/8. With µ = 1/2 the increments are 1 and 1/2 + 7/8.
  static let trajectories = [
    Trajectory(
      name: "plain", rmsprop: RMSprop(learningRate: 0.5, rho: 0.75, epsilon: 0.75),
      gradients: [1, 0.5], weights: [0.5, 0.25], slots: [[0.25], [0.25]]),
    Trajectory(
      name: "momentum",
      rmsprop: RMSprop(learningRate: 0.5, rho: 0.75, momentum: 0.5, epsilon: 0.75),
      gradients: [1, 0.5], weights: [0.5, 0], slots: [[0.25, 0.5], [0.25, 0.5]]),
    Trajectory(
      name: "centred",
      rmsprop: RMSprop(learningRate: 0.4375, rho: 0.75, epsilon: 0x1p-8, centered: true),
      gradients: [1, 1], weights: [0, -0.875], slots: [[0.25, 0.25], [0.4375, 0.4375]]),
    Trajectory(
      name: "centred, momentum",
      rmsprop: RMSprop(
        learningRate: 0.4375, rho: 0.75, momentum: 0.5, epsilon: 0x1p-8, centered: true),
      gradients: [1, 1], weights: [0, -1.375],
      slots: [[0.25, 0.25, 1], [0.4375, 0.4375, 1.375]]),
  ]

  @Test(arguments: trajectories)
  func followsAHandComputedTrajectory(expected: Trajectory) {
    let run = OptimizerRun(expected.rmsprop, weights: [1])
    for (number, gradient) in expected.gradients.enumerated() {
      #expect(run.update([gradient]))
      expectSameBits(run.weights, [expected.weights[number]], "weight, step \(number + 1)")
      expectSameBits(run.slots, expected.slots[number], "slots, step \(number + 1)")
    }
  }

  @Test func hasKerasDefaultsAndSlots() {
    let rmsprop: RMSprop = .rmsprop
    #expect(rmsprop.learningRate.constantRate?.bitPattern == Float(0.001).bitPattern)
    #expect(rmsprop.rho.bitPattern == (0.9).bitPattern)
    #expect(rmsprop.momentum.bitPattern == 0)
    #expect(rmsprop.epsilon.bitPattern == Float(1e-7).bitPattern)
    #expect(!rmsprop.centered)
    #expect(rmsprop.slotNames == ["velocity"])
    #expect(RMSprop(momentum: 0.9).slotNames == ["velocity", "momentum"])
    #expect(RMSprop(centered: true).slotNames == ["velocity", "average"])
    #expect(
      RMSprop(momentum: 0.9, centered: true).slotNames == ["velocity", "average", "momentum"])
    #expect((0..<3).allSatisfy { rmsprop.initialValue(ofSlot: $0).bitPattern == 0 })
  }

  @Test func comesBackFromItsConfiguration() throws {
    let original = RMSprop(
      learningRate: Float(1) / 3, rho: 1 / 7, momentum: 0.1, epsilon: 1e-5, centered: true)
    let read = try #require(try readBack(original) as? RMSprop)
    #expect(
      read.learningRate.constantRate?.bitPattern == original.learningRate.constantRate?.bitPattern)
    #expect(read.rho.bitPattern == original.rho.bitPattern)
    #expect(read.momentum.bitPattern == original.momentum.bitPattern)
    #expect(read.epsilon.bitPattern == original.epsilon.bitPattern)
    #expect(read.centered)
  }

  @Test(arguments: trajectories, [Float.nan, .infinity, -.infinity])
  func detectsAGradientThatIsNotFinite(variant: Trajectory, value: Float) {
    let run = OptimizerRun(variant.rmsprop, weights: [1, 1, 1])
    #expect(run.update([1, 1, 1]))
    #expect(!run.update([1, value, 1]))
  }
}
