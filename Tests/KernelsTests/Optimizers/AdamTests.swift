import Kernels
import TestSupport
import Testing

@Suite("adam")
struct AdamTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths, over three steps.
  @Test(arguments: 0...40)
  func equalsTheScalarLoop(count: Int) {
    var samples = SampleValues(seed: 1_000 + UInt64(count))
    var w = samples.floats(count)
    var m = [Float](repeating: 0, count: count)
    var v = m
    let state = AdamState(parameters: w)
    for iteration in 1...3 {
      let g = samples.floats(count)
      let step = AdamStep(
        learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7,
        iteration: iteration)
      #expect(state.update(step, gradient: g))
      let (beta1, beta2) = (0.9, 0.999)
      // Powers by products, in the order of squaring: t is 1, 2 or 3.
      let power1 = iteration == 3 ? beta1 * (beta1 * beta1) : iteration == 2 ? beta1 * beta1 : beta1
      let power2 = iteration == 3 ? beta2 * (beta2 * beta2) : iteration == 2 ? beta2 * beta2 : beta2
      let alpha = Float(Double(Float(0.001)) * (1 - power2).squareRoot() / (1 - power1))
      for i in 0..<count {
        m[i] += (g[i] - m[i]) * Float(1 - beta1)
        v[i] += (g[i] * g[i] - v[i]) * Float(1 - beta2)
        w[i] -= m[i] * alpha / (v[i].squareRoot() + 1e-7)
      }
      expectSameBits(state.parameters.values, w, "parameters of \(count), step \(iteration)")
      expectSameBits(state.momentum.values, m, "momentum of \(count), step \(iteration)")
      expectSameBits(state.velocity.values, v, "velocity of \(count), step \(iteration)")
      #expect(state.isIntactBefore)
    }
  }

  /// With a constant gradient of 1 the moments are 1 - beta^t, so without epsilon each step is the
  /// learning rate; epsilon takes 0.1 * 1e-7 / √0.001 = 3.2e-7 of the first step and
  /// 0.1 * 1e-7 / √0.001999 = 2.2e-7 of the second.
  @Test func followsAHandComputedTrajectory() {
    let state = AdamState(parameters: [1, -2])
    let expected: [[Float]] = [[0.90000032, -1.90000032], [0.80000054, -1.80000054]]
    for iteration in 1...2 {
      let step = AdamStep(
        learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-7,
        iteration: iteration)
      #expect(state.update(step, gradient: [1, -1]))
      for (found, wanted) in zip(state.parameters.values, expected[iteration - 1]) {
        // A few roundings of numbers about 1 to 2.
        #expect(abs(found - wanted) <= 4 * wanted.ulp, "step \(iteration): \(found), \(wanted)")
      }
    }
  }

  @Test(arguments: [0, 15, 16, 18], [Float.nan, .infinity, -.infinity])
  func reportsAGradientThatIsNotFinite(index: Int, value: Float) {
    let state = AdamState(parameters: [Float](repeating: 0, count: 19))
    var gradient = [Float](repeating: 1, count: 19)
    let step = AdamStep(
      learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-7, iteration: 1)
    #expect(state.update(step, gradient: gradient))
    gradient[index] = value
    #expect(!state.update(step, gradient: gradient), "\(value) at \(index) went unnoticed")
  }
}

/// Parameters and moments between guard pages.
private final class AdamState {
  let parameters: GuardedBuffer<Float>
  let momentum: GuardedBuffer<Float>
  let velocity: GuardedBuffer<Float>

  init(parameters: [Float]) {
    let zeros = [Float](repeating: 0, count: parameters.count)
    self.parameters = GuardedBuffer(parameters)
    momentum = GuardedBuffer(zeros)
    velocity = GuardedBuffer(zeros)
  }

  var isIntactBefore: Bool {
    parameters.isIntactBefore && momentum.isIntactBefore && velocity.isIntactBefore
  }

  func update(_ step: AdamStep, gradient: [Float]) -> Bool {
    let gradient = GuardedBuffer(gradient)
    return kernels.adam(
      step, parameters: parameters.pointer, gradient: gradient.pointer,
      momentum: momentum.pointer, velocity: velocity.pointer, count: parameters.count)
  }
}
