import Kernels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("vectorErf")
struct VectorErrorFunctionTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  @Test func isWithinTwoUlp() {
    let measure = greatestError(
      { kernels.mapErf($0, into: $1, count: $2) }, spread(from: 1e-9, through: 6, by: 701)
    ) { erf($0) }
    #expect(measure.greatest <= 2, "\(measure)")
  }

  /// Every remainder of the vector loop, for two vector widths.
  @Test(arguments: 0...40)
  func equalsTheScalarLoop(count: Int) {
    var samples = SampleValues(seed: 2_600 + UInt64(count))
    let x = samples.floats(count, scale: 5)
    expectSameBits(values(x), x.map(ScalarReference.errorFunction), "\(count) values")
  }

  @Test(
    arguments: [
      (0, 0), (-0.0, -0.0), (.infinity, 1), (-.infinity, -1), (.nan, .nan), (3.93, 1),
      (-3.93, -1), (3e38, 1), (-3e38, -1),
    ] as [(Float, Float)])
  func meetsTheEdges(x: Float, expected: Float) {
    expectSameBits(values([x]), [expected], "kernels.mapErf(\(x))", anyNaN: true)
  }

  private func values(_ x: [Float]) -> [Float] {
    applied({ kernels.mapErf($0, into: $1, count: $2) }, x)
  }
}
