import Testing

@testable import Training

@Suite("ChartAxis")
struct ChartAxisTests {
  @Test("has ticks at multiples of 1, 2 or 5 times a power of ten around the numbers")
  func ticks() {
    let axis = ChartAxis([0.13, 0.97, .nan, .infinity])
    #expect(axis.ticks.map(ChartAxis.text) == ["0", "0.2", "0.4", "0.6", "0.8", "1"])
    #expect((axis.lower, axis.upper) == (0, 1))
    #expect(axis.share(0.25) == 0.25)
  }

  @Test("has whole ticks for epochs")
  func epochs() {
    let axis = ChartAxis([1, 2, 3], areWhole: true)
    #expect(axis.ticks == [1, 2, 3])
    #expect((axis.lower, axis.upper) == (1, 3))
    #expect(ChartAxis((1...100).map(Double.init), areWhole: true).ticks.count <= 6)
  }

  @Test(
    "has room around one number, and any numbers have shares from 0 to 1",
    arguments: [
      [], [0], [5], [-3e300, 3e300], [.leastNonzeroMagnitude, .leastNormalMagnitude], [7, 7],
      [1e15, 1e15 + 1],
      [-.greatestFiniteMagnitude, .greatestFiniteMagnitude],
    ] as [[Double]])
  func extremes(numbers: [Double]) {
    for axis in [ChartAxis(numbers), ChartAxis(numbers, areWhole: true)] {
      #expect(axis.lower < axis.upper)
      for number in numbers {
        #expect((-1e-9...1 + 1e-9).contains(axis.share(number)), "\(number) of \(axis)")
      }
    }
  }
}
