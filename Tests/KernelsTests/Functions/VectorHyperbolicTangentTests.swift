import Kernels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("vectorTanh")
struct VectorHyperbolicTangentTests {
  init() {
    FloatingPointMode.flushDenormals()
  }

  @Test func isWithinTwoUlp() {
    let measure = greatestError(
      { kernels.mapTanh($0, into: $1, count: $2) }, spread(from: 1e-9, through: 20, by: 701)
    ) { tanh($0) }
    #expect(measure.greatest <= 2, "\(measure)")
  }

  /// Every remainder of the vector loop, for two vector widths.
  @Test(arguments: 0...40)
  func equalsTheScalarLoop(count: Int) {
    var samples = SampleValues(seed: 2_600 + UInt64(count))
    let x = samples.floats(count, scale: 6)
    expectSameBits(values(x), x.map(ScalarReference.tangent), "\(count) values")
  }

  @Test(
    arguments: [
      (0, 0), (-0.0, 0), (.infinity, 1), (-.infinity, -1), (.nan, .nan), (9.02, 1),
      (-9.02, -1), (3e38, 1), (-3e38, -1), (1e-30, 1e-30),
    ] as [(Float, Float)])
  func meetsTheEdges(x: Float, expected: Float) {
    expectSameBits(values([x]), [expected], "kernels.mapTanh(\(x))", anyNaN: true)
  }

  private func values(_ x: [Float]) -> [Float] {
    applied({ kernels.mapTanh($0, into: $1, count: $2) }, x)
  }
}
