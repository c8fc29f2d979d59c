import Kernels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Elementary.sin and Elementary.cos")
struct ElementaryTrigonometricTests {
  @Test func areWithinOneUlp() {
    var (sines, cosines) = (ErrorMeasure(), ErrorMeasure())
    var samples = SampleValues(seed: 1_800)
    for _ in 0..<100_000 {
      let u = Double(samples.next() >> 11) * 0x1p-52 - 1
      for x in [u * 100_000, u * 7, u * 0.1, u * 1e-9] where x != 0 {
        sines.add(Elementary.sin(x), at: x, true: sin(Judge(x)))
        cosines.add(Elementary.cos(x), at: x, true: cos(Judge(x)))
      }
    }
    #expect(sines.greatest <= 1, "sin: \(sines)")
    #expect(cosines.greatest <= 1, "cos: \(cosines)")
  }

  /// The doubles next to multiples of π/2, where one of the two is nearly 0.
  @Test func areWithinOneUlpNextToTheirZeros() {
    var (sines, cosines) = (ErrorMeasure(), ErrorMeasure())
    for multiple in 1...63_661 {
      let x = Double(multiple) * (Double.pi / 2)
      sines.add(Elementary.sin(x), at: x, true: sin(Judge(x)))
      cosines.add(Elementary.cos(x), at: x, true: cos(Judge(x)))
    }
    #expect(sines.greatest <= 1, "sin: \(sines)")
    #expect(cosines.greatest <= 1, "cos: \(cosines)")
  }

  @Test func meetTheEdges() {
    #expect(Elementary.sin(0) == 0 && Elementary.sin(0).sign == .plus)
    #expect(Elementary.sin(-0.0).sign == .minus)
    #expect(Elementary.cos(0) == 1)
    #expect(Elementary.cos(-0.0) == 1)
    for x in [100_001, -100_001, Double.infinity, -.infinity, .nan] {
      #expect(Elementary.sin(x).isNaN && Elementary.cos(x).isNaN, "at \(x)")
    }
  }
}
