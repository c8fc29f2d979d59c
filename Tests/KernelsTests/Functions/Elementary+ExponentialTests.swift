import Kernels
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Elementary.exp and Elementary.log")
struct ElementaryExponentialTests {
  @Test func expIsWithinOneUlp() {
    var measure = ErrorMeasure()
    var samples = SampleValues(seed: 1_600)
    for _ in 0..<200_000 {
      let u = Double(samples.next() >> 11) * 0x1p-53
      for x in [-708 + 1_417 * u, 2 * u - 1, (2 * u - 1) * 1e-6] {
        measure.add(Elementary.exp(x), at: x, true: exp(Judge(x)))
      }
    }
    #expect(measure.greatest <= 1, "\(measure)")
  }

  @Test func logIsWithinOneUlp() {
    var measure = ErrorMeasure()
    var samples = SampleValues(seed: 1_700)
    for _ in 0..<200_000 {
      let u = Double(samples.next() >> 11) * 0x1p-53
      let any = Double(bitPattern: 0x0010_0000_0000_0000 + samples.next() % 0x7fe0_0000_0000_0000)
      for x in [any, 0.5 + u, 1 + (u - 0.5) * 1e-6, 1 - u] where x != 1 && x > 0 {
        measure.add(Elementary.log(x), at: x, true: log(Judge(x)))
      }
    }
    #expect(measure.greatest <= 1, "\(measure)")
  }

  @Test func expMeetsTheEdges() {
    #expect(Elementary.exp(0) == 1)
    #expect(Elementary.exp(709.782712893384).isFinite)
    #expect(Elementary.exp(709.7827128933841) == .infinity)
    #expect(Elementary.exp(.infinity) == .infinity)
    #expect(Elementary.exp(-708.396418532264) >= .leastNormalMagnitude)
    #expect(Elementary.exp(-708.397) == 0)
    #expect(Elementary.exp(-.infinity) == 0)
    #expect(Elementary.exp(.nan).isNaN)
  }

  @Test func logMeetsTheEdges() {
    #expect(Elementary.log(1) == 0)
    #expect(Elementary.log(0) == -.infinity)
    #expect(Elementary.log(-0.0) == -.infinity)
    #expect(Elementary.log(-1).isNaN)
    #expect(Elementary.log(-.infinity).isNaN)
    #expect(Elementary.log(.infinity) == .infinity)
    #expect(Elementary.log(.nan).isNaN)
  }
}
