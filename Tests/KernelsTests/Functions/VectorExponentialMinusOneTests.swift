import Kernels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("vectorExpm1")
struct VectorExponentialMinusOneTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  @Test func isWithinTwoUlp() {
    let measure = greatestError(
      { kernels.mapExpm1($0, into: $1, count: $2) }, spread(from: 1e-9, through: 88.7, by: 701)
    ) { expm1($0) }
    #expect(measure.greatest <= 2, "\(measure)")
  }

  /// Every remainder of the vector loop, for two vector widths.
  @Test(arguments: 0...40)
  func equalsTheScalarLoop(count: Int) {
    var samples = SampleValues(seed: 2_600 + UInt64(count))
    let x = samples.floats(count, scale: 95)
    expectSameBits(values(x), x.map(ScalarReference.exponentialMinusOne), "\(count) values")
  }

  @Test(
    arguments: [
      (0, 0), (-0.0, 0), (.infinity, .infinity), (-.infinity, -1), (.nan, .nan), (-30, -1),
      (-3e38, -1), (Float(88.72283).nextUp, .infinity), (3e38, .infinity), (1e-30, 1e-30),
      (-1e-30, -1e-30),
    ] as [(Float, Float)])
  func meetsTheEdges(x: Float, expected: Float) {
    expectSameBits(values([x]), [expected], "kernels.mapExpm1(\(x))", anyNaN: true)
  }

  private func values(_ x: [Float]) -> [Float] {
    applied({ kernels.mapExpm1($0, into: $1, count: $2) }, x)
  }
}
