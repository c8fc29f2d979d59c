import Parallel
import Testing

@Suite("Duration, as text")
struct DurationTextTests {
  @Test(arguments: [
    ("90s", Duration.seconds(90)), ("5m", .seconds(300)), ("2h", .seconds(7_200)),
    ("0.5s", .milliseconds(500)), ("0s", .zero),
  ])
  func isParsed(text: String, expected: Duration) {
    #expect(Duration(text) == expected)
    #expect(Duration(limit: text) == expected)
  }

  @Test(arguments: ["", "s", "5", "-1s", "5d", "nans", "infm", "1e300h", "5 m", "m5"])
  func refusesAnythingElse(text: String) {
    #expect(Duration(text) == nil)
    #expect(Duration(limit: text) == nil)
  }

  @Test func zeroAloneMeansNoLimit() {
    #expect(Duration(limit: "0") == .zero)
    #expect(Duration("0") == nil)
  }

  @Test(arguments: [
    (Duration.milliseconds(5_700), "5 s"), (.seconds(119), "119 s"), (.seconds(300), "5 min"),
  ])
  func isFormatted(duration: Duration, text: String) {
    #expect(duration.rounded == text)
  }
}
