import Kernels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("vectorExp")
struct VectorExponentialTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  /// About a million floats evenly spread over all bit patterns with a normal result.
  @Test func isWithinOneUlp() {
    var measure = ErrorMeasure()
    for sign in [1, -1] as [Float] {
      let patterns = stride(from: UInt32(0x2f00_0000), through: Float(89).bitPattern, by: 701)
      let x = patterns.map { sign * Float(bitPattern: $0) }.filter {
        -87.33654 <= $0 && $0 <= 88.72283
      }
      for (found, argument) in zip(exponentials(x), x) {
        measure.add(found, at: argument, true: exp(Double(argument)))
      }
    }
    #expect(measure.greatest <= 1, "\(measure)")
  }

  /// Every remainder of the vector loop, for two vector widths.
  @Test(arguments: 0...40)
  func equalsTheScalarLoop(count: Int) {
    var samples = SampleValues(seed: 1_400 + UInt64(count))
    let x = samples.floats(count, scale: 95)
    expectSameBits(exponentials(x), x.map(ScalarReference.exponential), "\(count) values")
  }

  @Test(
    arguments: [
      (0, 1), (-0.0, 1), (.infinity, .infinity), (-.infinity, 0), (.nan, .nan),
      (Float(88.72283).nextUp, .infinity), (3e38, .infinity), (-87.33655, 0), (-3e38, 0),
      (1e-30, 1), (.leastNonzeroMagnitude, 1),
    ] as [(Float, Float)])
  func meetsTheEdges(x: Float, expected: Float) {
    expectSameBits(exponentials([x]), [expected], "exp(\(x))", anyNaN: true)
  }

  @Test func neverFallsInItsLastStepsToTheEdges() {
    let edge = exponentials([-87.33654, 88.72283])
    #expect(edge[0] >= .leastNormalMagnitude && edge[0] < 1.2e-38, "\(edge[0])")
    #expect(edge[1] > 3.4e38 && edge[1].isFinite, "\(edge[1])")
  }

  private func exponentials(_ x: [Float]) -> [Float] {
    let (input, output) = (GuardedBuffer(x), GuardedBuffer(count: x.count))
    kernels.mapExp(input.pointer, into: output.pointer, count: x.count)
    #expect(output.isIntactBefore)
    kernels.mapExp(input.pointer, into: input.pointer, count: x.count)
    expectSameBits(input.values, output.values, "in place")
    return output.values
  }
}
