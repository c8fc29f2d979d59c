import Engine
import Layers
import Testing

@Suite("GradientClipping")
struct GradientClippingTests {
  /// limit / max(norm, limit).
  @Test(
    arguments: [
      (0.0, Float(1)), (1.5, 1), (2, 1), (4, 0.5), (8, 0.25), (1e300, 0),
    ] as [(Double, Float)])
  func scalesDownToItsLimit(norm: Double, factor: Float) {
    for clipping in [GradientClipping.norm(2), .globalNorm(2)] {
      let found = clipping.factor(norm: norm)
      #expect(found.bitPattern == factor.bitPattern, "\(clipping), norm \(norm): \(found)")
    }
  }

  @Test func leavesScalingToTheNorms() {
    #expect(GradientClipping.value(2).factor(norm: 1_000).bitPattern == Float(1).bitPattern)
  }

  @Test(arguments: [Double.infinity, .nan])
  func neverHidesANormThatIsNotFinite(norm: Double) {
    #expect(GradientClipping.norm(2).factor(norm: norm).isNaN)
    #expect(GradientClipping.globalNorm(2).factor(norm: norm).isNaN)
  }

  @Test func hasKerasArguments() {
    #expect(GradientClipping.value(0.5).keyword == "clipvalue")
    #expect(GradientClipping.norm(1.5).keyword == "clipnorm")
    #expect(GradientClipping.globalNorm(2.5).keyword == "global_clipnorm")
  }

  @Test(arguments: [0, -1, .nan, .infinity] as [Float])
  func refusesLimitsThatCannotBe(limit: Float) throws {
    for (clipping, name) in [
      (GradientClipping.value(limit), "clipvalue"), (.norm(limit), "clipnorm"),
      (.globalNorm(limit), "global_clipnorm"),
    ] {
      #expect(
        throws: ModelError.invalidValue(
          of: name, expected: "a number above 0", found: "\(limit)")
      ) { try clipping.check() }
    }
    try GradientClipping.norm(0.5).check()
  }
}
