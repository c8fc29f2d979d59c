import Kernels
import TestSupport
import Testing

@Suite("sgd")
struct SGDTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths.
  @Test(arguments: 0...40)
  func equalsTheScalarLoop(count: Int) {
    var samples = SampleValues(seed: 1_100 + UInt64(count))
    let (w, g) = (samples.floats(count), samples.floats(count))
    let (parameters, gradient) = (GuardedBuffer(w), GuardedBuffer(g))
    #expect(
      kernels.sgd(
        learningRate: 0.01, parameters: parameters.pointer, gradient: gradient.pointer,
        count: count) == true)
    expectSameBits(parameters.values, zip(w, g).map { $0 - 0.01 * $1 }, "\(count) parameters")
    #expect(parameters.isIntactBefore)
  }

  @Test(arguments: 0...40, [false, true])
  func equalsTheScalarLoopWithMomentum(count: Int, nesterov: Bool) {
    var samples = SampleValues(seed: 1_200 + UInt64(count))
    var w = samples.floats(count)
    var v = samples.floats(count)
    let g = samples.floats(count)
    let (parameters, velocity) = (GuardedBuffer(w), GuardedBuffer(v))
    let gradient = GuardedBuffer(g)
    let isFinite = kernels.sgd(
      learningRate: 0.01, momentum: 0.9, nesterov: nesterov, parameters: parameters.pointer,
      gradient: gradient.pointer, velocity: velocity.pointer, count: count)
    #expect(isFinite)
    for i in 0..<count {
      let descent: Float = 0.01 * g[i]
      v[i] = 0.9 * v[i] - descent
      w[i] += nesterov ? 0.9 * v[i] - descent : v[i]
    }
    expectSameBits(parameters.values, w, "\(count) parameters, nesterov \(nesterov)")
    expectSameBits(velocity.values, v, "velocity of \(count), nesterov \(nesterov)")
    #expect(parameters.isIntactBefore && velocity.isIntactBefore)
  }

  /// Powers of two throughout, so that every number is exact: v = v/2 - g/4 from 0 with g = 4 is
  /// -1, then -1.5; the look-ahead adds v/2 - 1.
  @Test(arguments: [
    (false, [7, 5.5] as [Float]), (true, [6.5, 4.75] as [Float]),
  ])
  func followsAHandComputedTrajectory(nesterov: Bool, expected: [Float]) {
    let (parameters, velocity) = (GuardedBuffer<Float>([8]), GuardedBuffer<Float>([0]))
    let gradient = GuardedBuffer<Float>([4])
    for wanted in expected {
      let isFinite = kernels.sgd(
        learningRate: 0.25, momentum: 0.5, nesterov: nesterov, parameters: parameters.pointer,
        gradient: gradient.pointer, velocity: velocity.pointer, count: 1)
      #expect(isFinite)
      #expect(parameters.values == [wanted])
    }
  }

  @Test func reportsAGradientThatIsNotFiniteWithMomentum() {
    let zeros = [Float](repeating: 0, count: 20)
    let (parameters, velocity) = (GuardedBuffer(zeros), GuardedBuffer(zeros))
    let gradient = GuardedBuffer(zeros.dropLast() + [Float.infinity])
    let isFinite = kernels.sgd(
      learningRate: 0.25, momentum: 0.5, nesterov: false, parameters: parameters.pointer,
      gradient: gradient.pointer, velocity: velocity.pointer, count: 20)
    #expect(!isFinite)
  }
}
