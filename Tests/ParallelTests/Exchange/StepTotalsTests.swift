import Parallel
import Testing

@Suite("StepTotals")
struct StepTotalsTests {
  /// Of these numbers the tree loses both ones; from left to right only the first would be lost.
  @Test func addUpInTheTreesOrder() throws {
    let losses = [0x1p60, 1, -0x1p60, 1]
    #expect(losses.reduce(0, +) == 1, "the order matters")
    let totals = try SoloExchange(leafCount: 4).meet(losses.map { [0, $0] })
    #expect(totals.sums[1].bitPattern == (0.0).bitPattern, "found \(totals.sums)")
  }

  @Test(arguments: [1, 2, 4, 8, 64])
  func addUpEachSumOfAllLeaves(leafCount: Int) throws {
    let totals = try SoloExchange(leafCount: leafCount)
      .meet((1...leafCount).map { [Double($0) / 4, Double($0 % 3)] })
    let sum = Double(leafCount * (leafCount + 1)) / 8
    let hits = (1...leafCount).reduce(0.0) { $0 + Double($1 % 3) }
    #expect(totals.sums.map(\.bitPattern) == [sum, hits].map(\.bitPattern), "\(totals.sums)")
  }

  @Test(arguments: [Double.nan, .infinity])
  func passOnANumberThatIsNotFinite(loss: Double) throws {
    let totals = try SoloExchange(leafCount: 4).meet([[0, 0], [loss, 1], [0, 0], [0, 0]])
    #expect(!totals.sums[0].isFinite)
    #expect(totals.sums[1] == 1)
  }

  @Test func areZeroForABatchOfEmptyLeaves() throws {
    let totals = try SoloExchange(leafCount: 2).meet()
    #expect(totals.sums.map(\.bitPattern) == [0, 0])
  }
}
