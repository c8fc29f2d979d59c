import Parallel
import Testing

@Suite("StepTotals")
struct StepTotalsTests {
  /// Of these losses the tree loses both ones; from left to right only the first would be lost.
  @Test func addLossesInTheTreesOrder() throws {
    let losses = [0x1p60, 1, -0x1p60, 1]
    #expect(losses.reduce(0, +) == 1, "the order matters")
    let totals = try SoloExchange(leafCount: 4).exchange
      .meet(losses.map { LeafRecord(loss: $0, hits: 0) })
    #expect(totals.loss.bitPattern == (0.0).bitPattern, "found \(totals.loss)")
  }

  @Test(arguments: [1, 2, 4, 8, 64])
  func addLossesAndHitsOfAllLeaves(leafCount: Int) throws {
    let totals = try SoloExchange(leafCount: leafCount).exchange
      .meet((1...leafCount).map { LeafRecord(loss: Double($0) / 4, hits: $0 % 3) })
    let sum = Double(leafCount * (leafCount + 1)) / 8
    #expect(totals.loss.bitPattern == sum.bitPattern, "found \(totals.loss), expected \(sum)")
    #expect(totals.hits == (1...leafCount).reduce(0) { $0 + $1 % 3 })
  }

  @Test(arguments: [Double.nan, .infinity])
  func passOnALossThatIsNotFinite(loss: Double) throws {
    let records = [LeafRecord.empty, LeafRecord(loss: loss, hits: 0), .empty, .empty]
    let totals = try SoloExchange(leafCount: 4).exchange.meet(records)
    #expect(!totals.loss.isFinite)
    // The flag speaks of the update before: that one was finite.
    #expect(totals.lastUpdateWasFinite)
  }

  @Test func areZeroForABatchOfEmptyLeaves() throws {
    let totals = try SoloExchange(leafCount: 2).exchange.meet([.empty, .empty])
    #expect(totals.loss.bitPattern == (0.0).bitPattern)
    #expect(totals.hits == 0)
  }
}
