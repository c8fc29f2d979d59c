import TestSupport
import Testing

@Suite("the help of every subcommand")
struct HelpExampleTests {
  /// The subcommands of a command, as its help lists them.
  private static func subcommands(of words: [String]) throws -> [[String]] {
    let result = try Job.solo("lockstep", words + ["--help"])
    #expect(result.exitCode == 0, "\(result)")
    let lines = result.standardOutput.split(separator: "\n", omittingEmptySubsequences: false)
    // A name stands two columns from the left, the rest of what it does further right.
    return lines.drop { $0 != "SUBCOMMANDS:" }.dropFirst()
      .prefix { !$0.isEmpty }
      .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
      .compactMap { line in line.split(separator: " ").first.map { words + [String($0)] } }
  }

  @Test("shows a command that calls it, before the options")
  func examples() throws {
    let first = try Self.subcommands(of: [])
    let second = try Self.subcommands(of: ["bench"])
    #expect(first.count >= 14 && second.count >= 5, "\(first) \(second)")
    for words in first + second {
      let result = try Job.solo("lockstep", words + ["--help"])
      let text = result.standardOutput.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      let overview = try #require(text.firstRange(of: " USAGE: "), "\(result)")
      // Its first word after the name is neither a placeholder nor the next sentence.
      let call = try Regex("lockstep \(words.joined(separator: " ")) [a-z./-]")
      #expect(text[..<overview.lowerBound].contains(call), "\(words) has no example: \(result)")
    }
  }
}
