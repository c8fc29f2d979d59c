import Engine
import Parallel
import TestSupport
import Testing

@Suite("SharedExchange, solo")
struct SharedExchangeTests {
  @Test func startsWithZeros() throws {
    let solo = try SoloExchange()
    expectSameBits(solo.weights, solo.vector { _ in 0 }, "weights")
    expectSameBits(solo.gradients, solo.vector { _ in 0 }, "gradients")
    #expect(solo.exchange.slice == 0..<solo.space.count)
  }

  @Test func keepsWhatTheUpdateWrote() throws {
    let solo = try SoloExchange()
    try solo.setWeights(solo.vector { Float($0) })
    expectSameBits(solo.weights, solo.vector { Float($0) }, "weights that were set")
    for step in 1...3 {
      solo.setGradients(solo.vector { Float($0 * step) })
      _ = try solo.meet()
      try solo.update { weight, gradient in weight - 2 * gradient }
      let factor = Float(1 - step * (step + 1))
      expectSameBits(solo.weights, solo.vector { factor * Float($0) + 0 }, "step \(step)")
    }
  }

  /// A rank's flags hold for one meeting.
  @Test func passesFlagsOn() throws {
    let solo = try SoloExchange(leafCount: 1)
    for flags in [[], .gradientIsLarge, [], .gradientIsLarge] as [StepFlags] {
      #expect(try solo.meet(flags: flags).flags == flags)
    }
  }

  @Test func returnsWhetherTheWeightsAreFinite() throws {
    let solo = try SoloExchange()
    for areFinite in [true, false, true] {
      #expect(try solo.exchange.publish(areFinite) == areFinite)
    }
    #expect(unsafe solo.exchange.contendedWeights == nil, "no other rank reads them")
  }

  @Test func gathersItsOwnChunks() throws {
    let solo = try SoloExchange()
    #expect(try solo.exchange.gatherChunks([1, 2, 3]) == [1, 2, 3])
  }

  /// Records of an earlier step must not come back.
  @Test func addsUpTheRecordsOfThisStepOnly() throws {
    let solo = try SoloExchange(leafCount: 4)
    let first = (1...4).map { [Double($0), 2 * Double($0)] }
    #expect(try solo.meet(first).sums == [10, 20])
    let second = [[Double]](repeating: [0.5, 1], count: 4)
    #expect(try solo.meet(second).sums == [2, 4])
  }
}
