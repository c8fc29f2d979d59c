import Kernels
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite("Elementary")
struct ElementaryTests {
  @Test func raisesWholeNumbersExactly() {
    #expect(Elementary.power(3, 20) == 3_486_784_401)
    #expect(Elementary.power(-2, 31) == -2_147_483_648)
    #expect(Elementary.power(2, -3) == 0.125)
    #expect(Elementary.power(0, 0) == 1)
    #expect(Elementary.power(2, 1_024) == .infinity)
    #expect(Elementary.power(0.5, .max) == 0)
  }

  /// Adam's second decay rate over a long run; the bound is the doc comment's.
  @Test(arguments: [1, 2, 10, 469, 2_345, 10_000, 100_000])
  func raisesWithinOneRoundingAProduct(exponent: Int) {
    let found = Elementary.power(0.999, exponent)
    let relative = abs(Judge(found) / pow(Judge(0.999), Judge(exponent)) - 1)
    #expect(Double(relative) <= Double(exponent) * 0x1p-53 + 0x1p-52, "\(found), \(relative)")
  }
}
