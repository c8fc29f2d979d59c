import Kernels
import Testing

@Suite("adagrad")
struct AdagradTests {

  init() {
    FloatingPointMode.flushDenormals()
  }

  private func update(learningRate: Float) -> OptimizerUpdate {
    { state, gradient in
      kernels.adagrad(
        learningRate: learningRate, epsilon: 1e-7, parameters: state.parameters.pointer,
        gradient: gradient.pointer, accumulator: state.slots[0].pointer, count: gradient.count)
    }
  }

  /// Every remainder of the vector loop, for two vector widths, over three steps.
  @Test(arguments: 0...40)
  func equalsTheScalarLoop(count: Int) {
    expectScalarSteps(count: count, seed: 4_100, slots: [0.1], update(learningRate: 0.01)) {
      w, slots, g in
      slots[0] += g * g
      w -= 0.01 * g / (slots[0] + 1e-7).squareRoot()
    }
  }

  /// From an accumulator of 0.1 the steps for a gradient of 2 are 0.2 / √4.1 and 0.2 / √8.1.
  @Test func followsAHandComputedTrajectory() {
    expectTrajectory(
      from: 1, gradient: 2, [0.90122704, 0.83095421], slots: [0.1], update(learningRate: 0.1))
  }

  @Test func reportsAGradientThatIsNotFinite() {
    expectReports(slots: [0.1], update(learningRate: 0.1))
  }
}
