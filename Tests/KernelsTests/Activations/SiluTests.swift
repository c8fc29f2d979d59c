import Kernels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("silu and siluGradient")
struct SiluTests {
  private let kernel: Elementwise = { kernels.silu($0, into: $1, count: $2) }
  private let gradient: ElementwiseGradient = {
    kernels.siluGradient(input: $0, gradient: $1, into: $2, count: $3)
  }

  init() {
    FloatingPointMode.flushDenormals()
  }

  /// Every remainder of the vector loop, for two vector widths, in place and not.
  @Test(arguments: 0...40)
  func equalTheScalarLoops(count: Int) {
    expectScalarLoops(
      kernel, { $0 * ScalarReference.sigmoid($0) }, count: count, seed: 2_760, gradient: gradient,
      fromOutput: false
    ) { x, y, dy in
      let s = ScalarReference.sigmoid(x)
      return dy * (s * (1 + x * (1 - s)))
    }
  }

  @Test func differentiateTheFunction() {
    expectCentralDifferences(
      of: { $0 / (1 + exp(-$0)) }, kernel, gradient: gradient, fromOutput: false)
  }

  @Test func keepZeroAndPassNaNOn() {
    expectSameBits(
      applied(kernel, [0, .infinity, .nan]), [0, .infinity, .nan], "silu", anyNaN: true)
  }
}
