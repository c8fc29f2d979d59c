import Kernels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("vectorLog1p")
struct VectorLogarithmOnePlusTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  @Test func isWithinTwoUlp() {
    let measure = greatestError(
      { kernels.mapLog1p($0, into: $1, count: $2) },
      spread(from: 1e-9, through: 3e38, by: 1_501).filter { $0 > -1 }
    ) { log1p($0) }
    #expect(measure.greatest <= 2, "\(measure)")
  }

  /// Every remainder of the vector loop, for two vector widths.
  @Test(arguments: 0...40)
  func equalsTheScalarLoop(count: Int) {
    var samples = SampleValues(seed: 2_600 + UInt64(count))
    let x = samples.floats(count, scale: 0.99)
    expectSameBits(values(x), x.map(ScalarReference.logarithmOnePlus), "\(count) values")
  }

  @Test(
    arguments: [
      (0, 0), (-0.0, 0), (-1, -.infinity), (.infinity, .infinity), (-.infinity, .nan),
      (.nan, .nan), (Float(-1).nextDown, .nan), (-3e38, .nan), (1e-30, 1e-30), (-1e-30, -1e-30),
    ] as [(Float, Float)])
  func meetsTheEdges(x: Float, expected: Float) {
    expectSameBits(values([x]), [expected], "kernels.mapLog1p(\(x))", anyNaN: true)
  }

  private func values(_ x: [Float]) -> [Float] {
    applied({ kernels.mapLog1p($0, into: $1, count: $2) }, x)
  }
}
