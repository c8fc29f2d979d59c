import Models
import Parallel
import Testing

@Suite("SharedExchange, alone")
struct SharedExchangeTests {
  @Test func startsWithZeros() throws {
    let solo = try SoloExchange()
    expectSameBits(solo.weights, solo.vector { _ in 0 }, "weights")
    expectSameBits(solo.gradients, solo.vector { _ in 0 }, "gradients")
    #expect(solo.exchange.slice == 0..<solo.space.count)
    #expect(solo.exchange.lastUpdateWasFinite)
  }

  @Test func keepsWhatTheUpdateWrote() throws {
    let solo = try SoloExchange()
    try solo.exchange.setWeights(solo.vector { Float($0) })
    expectSameBits(solo.weights, solo.vector { Float($0) }, "weights that were set")
    for step in 1...3 {
      solo.setGradients(solo.vector { Float($0 * step) })
      _ = try solo.exchange.meet([LeafRecord](repeating: .empty, count: 8))
      try solo.update { weight, gradient in weight - 2 * gradient }
      let factor = Float(1 - step * (step + 1))
      expectSameBits(solo.weights, solo.vector { factor * Float($0) + 0 }, "step \(step)")
    }
  }

  /// The next meeting tells, so that no rank needs a message of its own.
  @Test func tellsOfAnUpdateThatWasNotFiniteAtTheNextMeeting() throws {
    let solo = try SoloExchange(leafCount: 1)
    #expect(try solo.exchange.meet([.empty]).lastUpdateWasFinite, "before any update")
    for isFinite in [true, false, true, false, false] {
      try solo.update(isFinite: isFinite) { weight, _ in weight }
      #expect(solo.exchange.lastUpdateWasFinite == isFinite)
      #expect(try solo.exchange.meet([.empty]).lastUpdateWasFinite == isFinite)
    }
  }

  @Test func collectsAWholeSlot() throws {
    let solo = try SoloExchange()
    let slot = solo.vector { Float($0) / 3 }
    let collected = try unsafe slot.withUnsafeBufferPointer { buffer in
      try unsafe buffer.baseAddress.flatMap { try unsafe solo.exchange.collect($0) }
    }
    expectSameBits(try #require(collected), slot, "slot")
  }

  /// Records of an earlier step must not come back.
  @Test func addsUpTheRecordsOfThisStepOnly() throws {
    let solo = try SoloExchange(leafCount: 4)
    let first = (1...4).map { LeafRecord(loss: Double($0), hits: $0) }
    #expect(try solo.exchange.meet(first).loss == 10)
    let second = [LeafRecord](repeating: LeafRecord(loss: 0.5, hits: 1), count: 4)
    let totals = try solo.exchange.meet(second)
    #expect(totals.loss == 2)
    #expect(totals.hits == 4)
  }
}
