import Layers
import ModelTestSupport
import Testing

@Suite("Adadelta")
struct AdadeltaTests {
  /// Two steps by hand with ρ = 3/4, ε = 1/4, learning rate 1/2, weight 1, gradients 3/4 and 1.
  ///
  /// G = 9/64, d = -√(1/4) · (3/4) / √(25/64) = -0.6, D = 0.09, w = 0.7.
  /// G = 91/256, d = -√0.34 / √(155/256) = -0.749_365_3, D = 0.207_887_1, w = 0.325_317_3.
  @Test func followsAHandComputedTrajectory() {
    let run = OptimizerRun(
      Adadelta(learningRate: 0.5, rho: 0.75, epsilon: 0.25), weights: [1])
    let steps: [(gradient: Float, weight: Float, squares: Float, updates: Float)] = [
      (0.75, 0.7, 0.140_625, 0.09), (1, 0.325_317_34, 0.355_468_75, 0.207_887_1),
    ]
    for (number, step) in steps.enumerated() {
      #expect(run.update([step.gradient]))
      // A handful of roundings of numbers below 1.
      #expect(abs(run.weights[0] - step.weight) < 5e-7, "step \(number + 1): \(run.weights[0])")
      #expect(run.slots[0].bitPattern == step.squares.bitPattern, "step \(number + 1)")
      #expect(abs(run.slots[1] - step.updates) < 2e-7, "step \(number + 1): \(run.slots[1])")
    }
  }

  @Test func hasKerasDefaultsAndSlots() {
    let adadelta: Adadelta = .adadelta
    #expect(adadelta.learningRate.constantRate?.bitPattern == Float(0.001).bitPattern)
    #expect(adadelta.rho.bitPattern == (0.95).bitPattern)
    #expect(adadelta.epsilon.bitPattern == Float(1e-7).bitPattern)
    #expect(adadelta.slotNames == ["accumulated_grad", "accumulated_delta_var"])
    #expect((0..<2).allSatisfy { adadelta.initialValue(ofSlot: $0).bitPattern == 0 })
  }

  @Test func comesBackFromItsConfiguration() throws {
    let original = Adadelta(learningRate: Float(1) / 3, rho: 1 / 7, epsilon: 1e-5)
    let read = try #require(try readBack(original) as? Adadelta)
    #expect(
      read.learningRate.constantRate?.bitPattern == original.learningRate.constantRate?.bitPattern)
    #expect(read.rho.bitPattern == original.rho.bitPattern)
    #expect(read.epsilon.bitPattern == original.epsilon.bitPattern)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func detectsAGradientThatIsNotFinite(value: Float) {
    let run = OptimizerRun(.adadelta, weights: [1, 1, 1])
    #expect(run.update([1, 1, 1]))
    #expect(!run.update([1, value, 1]))
  }
}
