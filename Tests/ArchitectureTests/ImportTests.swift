import Foundation
import Testing

/// Reads the manifest and the sources.
@Suite("imports")
struct ImportTests {
  private static let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static let row = Dictionary(
    uniqueKeysWithValues: rows.enumerated().flatMap { row, targets in targets.map { ($0, row) } })

  /// The folders of `Sources`.
  private static let targets: [String] = {
    let sources = repository.appending(path: "Sources").path
    return ((try? FileManager.default.contentsOfDirectory(atPath: sources)) ?? []).sorted()
  }()

  @Test("have a row for every target, and a target for every name in a row")
  func isComplete() {
    #expect(Self.targets.filter { !$0.hasPrefix(".") } == Self.row.keys.sorted())
  }

  @Test("never point upward", arguments: targets)
  func pointDownward(target: String) throws {
    let own = try #require(Self.row[target], "\(target) has no row")
    let folder = Self.repository.appending(path: "Sources/\(target)")
    let files = try #require(FileManager.default.enumerator(atPath: folder.path))
    for case let file as String in files where file.hasSuffix(".swift") {
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      for name in Self.imports(of: text) {
        guard let row = Self.row[name] else { continue }
        #expect(row < own, "\(target)/\(file) imports \(name)")
      }
    }
  }

  @Test("are only of targets that the manifest lists, which never point upward", arguments: targets)
  func dependDownward(target: String) throws {
    let own = try #require(Self.row[target], "\(target) has no row")
    let dependencies = try Self.dependencies(of: target)
    for name in dependencies {
      let row = try #require(Self.row[name], "\(name) has no row")
      #expect(row < own, "\(target) depends on \(name)")
    }
  }

  @Test func readTheFormsThatSwiftHas() {
    let text = """
      import A
      @_exported public import B
      package import struct C.D
      // import E
      let important = 1
      """
    #expect(Self.imports(of: text) == ["A", "B", "C"])
  }

  /// The modules that a file imports.
  private static func imports(of text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      guard
        let match = line.wholeMatch(
          of: /(?:@\w+ )*(?:\w+ )?import (?:(?:struct|class|enum|protocol|func|let|var) )?(\w+).*/)
      else { return nil }
      return String(match.1)
    }
  }

  /// What the manifest lists for a target, products of other packages apart.
  private static func dependencies(of target: String) throws -> [String] {
    let manifest = try String(
      contentsOf: repository.appending(path: "Package.swift"), encoding: .utf8)
    // The sets of kernels share one entry, which computes its name.
    let name = target.hasPrefix("KernelsV") ? "set\\.target" : "\"\(target)\""
    let start = try #require(
      manifest.firstMatch(of: try Regex("(?:arget|systemLibrary)\\(\\s*name: \(name)")),
      "\(target) is not in the manifest"
    ).range.upperBound
    let rest = manifest[start...]
    let entry = rest[..<(rest.range(of: "arget(")?.lowerBound ?? rest.endIndex)]
    guard let list = entry.firstMatch(of: /dependencies: \[([^\]]*)\]/) else { return [] }
    let own = list.1.replacing(/\.product\([^)]*\)/, with: "")
    return own.matches(of: /"(\w+)"/).map { String($0.1) }
  }
}
