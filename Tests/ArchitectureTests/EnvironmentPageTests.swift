import Foundation
import Testing

/// Reads the page of variables, and the sources.
@Suite("the page of environment variables")
struct EnvironmentPageTests {
  private static let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  @Test("names the variables that are read, and no others")
  func isComplete() throws {
    let page = try Self.text("Sources/Lockstep/Lockstep.docc/Environment.md")
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }
    // What a row explains stands in its first column.
    let named = rows.flatMap { Self.variables(in: String($0.split(separator: "|")[0])) }
    #expect(Set(named).count == named.count, "\(named)")
    var read: Set<String> = []
    for path in try Self.paths(below: ["Sources", "Examples"]) + ["Package.swift"]
    where path.hasSuffix(".swift") {
      read.formUnion(Self.variables(in: try Self.text(path), quoted: true))
    }
    for path in try Self.paths(below: ["scripts"]) {
      read.formUnion(Self.variables(in: try Self.text(path)))
    }
    #expect(named.sorted() == read.sorted())
  }

  @Test func findsNamesAndQuotedNames() {
    let text = #"a["LOCKSTEP_A"] of `LOCKSTEP_B_C`; $LOCKSTEP_D, "LOCKSTEP_E=1""#
    #expect(
      Self.variables(in: text) == ["LOCKSTEP_A", "LOCKSTEP_B_C", "LOCKSTEP_D", "LOCKSTEP_E"])
    #expect(Self.variables(in: text, quoted: true) == ["LOCKSTEP_A"])
  }

  /// The variables that a text names; of Swift's sources those that are a whole literal, as where
  /// one is read.
  private static func variables(in text: String, quoted: Bool = false) -> [String] {
    let form = quoted ? /"(LOCKSTEP_[A-Z_]+)"/ : /(LOCKSTEP_[A-Z_]+)/
    return text.matches(of: form).map { String($0.output.1) }
  }

  private static func text(_ path: String) throws -> String {
    try String(contentsOf: repository.appending(path: path), encoding: .utf8)
  }

  private static func paths(below folders: [String]) throws -> [String] {
    try folders.flatMap { folder in
      let root = repository.appending(path: folder)
      return try FileManager.default.subpathsOfDirectory(atPath: root.path)
        .map { "\(folder)/\($0)" }
        .filter { path in
          var isFolder: ObjCBool = false
          return unsafe FileManager.default.fileExists(
            atPath: repository.appending(path: path).path, isDirectory: &isFolder)
            && !isFolder.boolValue && !path.contains("/.build/") && !path.contains("__pycache__")
        }
    }
  }
}
