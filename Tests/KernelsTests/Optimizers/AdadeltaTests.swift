import Kernels
import Testing

@Suite("adadelta")
struct AdadeltaTests {

  init() {
    FloatingPointMode.flushDenormals()
  }

  private func update(learningRate: Float) -> OptimizerUpdate {
    { state, gradient in
      kernels.adadelta(
        AdadeltaStep(learningRate: learningRate, rho: 0.95, epsilon: 1e-7),
        parameters: state.parameters.pointer, gradient: gradient.pointer,
        gradientAccumulator: state.slots[0].pointer, updateAccumulator: state.slots[1].pointer,
        count: gradient.count)
    }
  }

  /// Every remainder of the vector loop, for two vector widths, over three steps.
  @Test(arguments: 0...40)
  func equalsTheScalarLoop(count: Int) {
    expectScalarSteps(count: count, seed: 4_200, slots: [0, 0], update(learningRate: 0.1)) {
      w, slots, g in
      let (rho, oneMinusRho) = (Float(0.95), Float(1 - 0.95))
      slots[0] = rho * slots[0] + oneMinusRho * (g * g)
      let step = (slots[1] + 1e-7).squareRoot() * g / (slots[0] + 1e-7).squareRoot()
      slots[1] = rho * slots[1] + oneMinusRho * (step * step)
      w -= 0.1 * step
    }
  }

  /// The first step for a gradient of 2 is √1e-7 * 2 / √0.2.
  @Test func followsAHandComputedTrajectory() {
    expectTrajectory(
      from: 1, gradient: 2, [0.99858579, 0.99715356], slots: [0, 0], update(learningRate: 1))
  }

  @Test func reportsAGradientThatIsNotFinite() {
    expectReports(slots: [0, 0], update(learningRate: 1))
  }
}
