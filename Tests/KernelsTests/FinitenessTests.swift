import Kernels
import Testing

@Suite("Finiteness")
struct FinitenessTests {
  /// Through `sgd`, whose result it is; the greatest and least magnitudes are finite.
  @Test(arguments: [
    (Float.greatestFiniteMagnitude, true), (-.greatestFiniteMagnitude, true),
    (.leastNonzeroMagnitude, true), (-0.0, true), (.infinity, false), (-.infinity, false),
    (.nan, false), (.signalingNaN, false),
  ])
  func tellsFiniteFromNonFinite(value: Float, isFinite: Bool) {
    for index in [0, 7, 15, 16, 31, 32] {
      var values = [Float](repeating: 1, count: 33)
      values[index] = value
      let gradient = GuardedBuffer(values)
      let parameters = GuardedBuffer([Float](repeating: 0, count: 33))
      let found = sgd(
        learningRate: 0, parameters: parameters.pointer, gradient: gradient.pointer, count: 33)
      #expect(found == isFinite, "\(value) at \(index)")
    }
  }
}
