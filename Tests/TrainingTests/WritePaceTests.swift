import Testing

@testable import Training

@Suite("WritePace")
struct WritePaceTests {
  @Test("takes the first write, and then those that take a twentieth of the time")
  func pace() {
    var pace = WritePace()
    let start = ContinuousClock().now
    #expect(pace.isDue(at: start))
    pace.wrote(from: start, to: start + .seconds(2))
    #expect(!pace.isDue(at: start + .seconds(2)))
    #expect(!pace.isDue(at: start + .seconds(41)))
    #expect(pace.isDue(at: start + .seconds(42)))
    // A write that becomes longer makes the rest rarer.
    pace.wrote(from: start + .seconds(50), to: start + .seconds(53))
    #expect(!pace.isDue(at: start + .seconds(112)) && pace.isDue(at: start + .seconds(113)))
  }
}
