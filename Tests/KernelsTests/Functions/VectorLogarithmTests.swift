import Kernels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("vectorLog")
struct VectorLogarithmTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  /// About two million floats evenly spread over all positive normal bit patterns, and densely
  /// around 1, where the result passes 0.
  @Test func isWithinOneUlp() {
    var measure = ErrorMeasure()
    let all = stride(
      from: Float.leastNormalMagnitude.bitPattern, to: Float.infinity.bitPattern, by: 1_999)
    let nearOne = stride(from: Float(0.7).bitPattern, to: Float(1.5).bitPattern, by: 17)
    for patterns in [Array(all), Array(nearOne)] {
      let x = patterns.map { Float(bitPattern: $0) }
      for (found, argument) in zip(logarithms(x), x) where argument != 1 {
        measure.add(found, at: argument, true: log(Double(argument)))
      }
    }
    #expect(measure.greatest <= 1, "\(measure)")
  }

  /// Every remainder of the vector loop, for two vector widths.
  @Test(arguments: 0...40)
  func equalsTheScalarLoop(count: Int) {
    var samples = SampleValues(seed: 1_500 + UInt64(count))
    let x = samples.floats(count, scale: 1_000).map { abs($0) + 1e-3 }
    expectSameBits(logarithms(x), x.map(ScalarReference.logarithm), "\(count) values")
  }

  @Test(
    arguments: [
      (1, 0), (0, -.infinity), (-0.0, -.infinity), (.leastNonzeroMagnitude, -.infinity),
      (-.leastNonzeroMagnitude, -.infinity), (-1, .nan), (-.leastNormalMagnitude, .nan),
      (-.infinity, .nan), (.nan, .nan), (.infinity, .infinity),
    ] as [(Float, Float)])
  func meetsTheEdges(x: Float, expected: Float) {
    expectSameBits(logarithms([x]), [expected], "log(\(x))", anyNaN: true)
  }

  private func logarithms(_ x: [Float]) -> [Float] {
    let (input, output) = (GuardedBuffer(x), GuardedBuffer(count: x.count))
    kernels.mapLog(input.pointer, into: output.pointer, count: x.count)
    #expect(output.isIntactBefore)
    kernels.mapLog(input.pointer, into: input.pointer, count: x.count)
    expectSameBits(input.values, output.values, "in place")
    return output.values
  }
}
