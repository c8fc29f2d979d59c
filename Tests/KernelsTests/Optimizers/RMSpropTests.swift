import Kernels
import Testing

@Suite("rmsprop")
struct RMSpropTests {
  /// Plain, with momentum, centered, and both: which of the slots (velocity, average, momentum) it
  /// has.
  private static let kinds: [(centered: Bool, momentum: Bool)] = [
    (false, false), (false, true), (true, false), (true, true),
  ]

  init() {
    FloatingPointMode.flushDenormals()
  }

  private func update(centered: Bool, momentum: Bool, learningRate: Float) -> OptimizerUpdate {
    { state, gradient in
      let step = RMSpropStep(learningRate: learningRate, rho: 0.9, momentum: 0.5, epsilon: 1e-7)
      return kernels.rmsprop(
        step, parameters: state.parameters.pointer, gradient: gradient.pointer,
        velocity: state.slots[0].pointer, average: centered ? state.slots[1].pointer : nil,
        momentum: momentum ? state.slots[2].pointer : nil, count: gradient.count)
    }
  }

  /// Every remainder of the vector loop, for two vector widths, over three steps.
  @Test(arguments: 0...40)
  func equalsTheScalarLoop(count: Int) {
    for (centered, momentum) in Self.kinds {
      expectScalarSteps(
        count: count, seed: 4_000, slots: [0, 0, 0],
        update(centered: centered, momentum: momentum, learningRate: 0.01)
      ) { w, slots, g in
        let (rho, oneMinusRho) = (Float(0.9), Float(1 - 0.9))
        slots[0] = rho * slots[0] + oneMinusRho * (g * g)
        var variance = slots[0]
        if centered {
          slots[1] = rho * slots[1] + oneMinusRho * g
          variance -= slots[1] * slots[1]
        }
        var descent = 0.01 * g / (variance + 1e-7).squareRoot()
        if momentum {
          slots[2] = 0.5 * slots[2] + descent
          descent = slots[2]
        }
        w -= descent
      }
    }
  }

  /// For a gradient of 2 the velocities are 0.4 and 0.76: from 1 the first step is 0.2 / √0.4.
  @Test func followsAHandComputedTrajectory() {
    expectTrajectory(
      from: 1, gradient: 2, [0.68377227, 0.45435655], slots: [0, 0, 0],
      update(centered: false, momentum: false, learningRate: 0.1))
  }

  /// The averages are 0.2 and 0.38: the first step is 0.2 / √(0.4 - 0.04) = 1/3, and the second
  /// half of that and 0.2 / √(0.76 - 0.1444).
  @Test func followsAHandComputedTrajectoryWithAllSlots() {
    expectTrajectory(
      from: 1, gradient: 2, [0.66666671, 0.24509372], slots: [0, 0, 0],
      update(centered: true, momentum: true, learningRate: 0.1))
  }

  @Test func reportsAGradientThatIsNotFinite() {
    for (centered, momentum) in Self.kinds {
      expectReports(
        slots: [0, 0, 0], update(centered: centered, momentum: momentum, learningRate: 0.1))
    }
  }
}
