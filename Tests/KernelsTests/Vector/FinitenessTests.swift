import Kernels
import Testing

@Suite("Finiteness")
struct FinitenessTests {
  /// Through `sgd`, which tells it of the weights that it writes; the greatest and least magnitudes
  /// are finite.
  @Test(arguments: [
    (Float.greatestFiniteMagnitude, true), (-.greatestFiniteMagnitude, true),
    (.leastNonzeroMagnitude, true), (-0.0, true), (.infinity, false), (-.infinity, false),
    (.nan, false), (.signalingNaN, false),
  ])
  func distinguishesFiniteFromNonFinite(value: Float, isFinite: Bool) {
    for index in [0, 7, 15, 16, 31, 32] {
      var values = [Float](repeating: 1, count: 33)
      values[index] = value
      let zeros = [Float](repeating: 0, count: 33)
      let fromWeight = sgd(values, zeros)
      #expect(fromWeight == isFinite, "a weight of \(value) at \(index)")
      let fromGradient = sgd(zeros, values)
      #expect(fromGradient == isFinite, "a gradient of \(value) at \(index)")
    }
  }

  private func sgd(_ weights: [Float], _ gradient: [Float]) -> Bool {
    let (parameters, gradient) = (GuardedBuffer(weights), GuardedBuffer(gradient))
    return kernels.sgd(
      learningRate: 0.5, parameters: parameters.pointer, gradient: gradient.pointer,
      count: weights.count)
  }
}
