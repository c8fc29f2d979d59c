import TestSupport
import Testing

/// The page's commands, run one after the other in one folder.
@Suite("the page on your own tables")
struct YourOwnTablesTests {
  @Test("prints what its page shows: models that have learned, and what standardizing is worth")
  func commands() throws {
    let page = try GuidePage("YourOwnTables")
    #expect(page.steps.count > 10)
    let trained = try page.expectOutput().filter { $0.command.contains(" train --data") }
    func number(_ name: String, _ data: String, standardized: Bool) throws -> Double {
      let run = try #require(
        trained.first {
          $0.command.contains(data) && $0.command.contains("--standardize") == standardized
        })
      let line = run.result.standardOutput.split(separator: "\n").last { $0.hasPrefix(name) }
      return try #require(
        line?.split(separator: " ").last.flatMap { Double($0) }, "\(run.result)")
    }
    let accuracy = try number("Test accuracy", "fruit.csv", standardized: true)
    #expect(accuracy >= 0.95)
    #expect(try number("Test accuracy", "fruit.csv", standardized: false) < accuracy - 0.1)
    let loss = try number("Test loss", "throws.csv", standardized: true)
    #expect(loss < 0.5)
    #expect(try number("Test loss", "throws.csv", standardized: false) > 2 * loss)
  }
}
