import Testing

/// The page's commands, run one after the other in one folder.
@Suite("the page on your own tables")
struct YourOwnTablesTests {
  @Test("prints what its page shows")
  func commands() throws {
    let page = try GuidePage("YourOwnTables")
    #expect(page.steps.count > 10)
    try page.expectOutput()
  }

  /// The numbers are compared digit by digit; these say that they are good ones.
  @Test("shows models that have learned, and what standardizing is worth")
  func learned() throws {
    let shown = try GuidePage("YourOwnTables").steps.filter { $0.command.contains(" train ") }
    func number(_ name: String, standardized: Bool) -> Double? {
      let step = shown.first {
        $0.command.contains("--standardize") == standardized
          && $0.shown.contains { $0.hasPrefix(name) }
      }
      let line = step?.shown.last { $0.hasPrefix(name) }
      return line?.split(separator: " ").last.flatMap { Double($0) }
    }
    let accuracy = try #require(number("Test accuracy", standardized: true))
    let rawAccuracy = try #require(number("Test accuracy", standardized: false))
    #expect(accuracy >= 0.95 && rawAccuracy < accuracy - 0.1)
    let loss = try #require(number("Test loss", standardized: true))
    let rawLoss = try #require(number("Test loss", standardized: false))
    #expect(loss < 0.5 && rawLoss > 2 * loss)
  }
}
