import Foundation
import Testing

/// Reads the sources of the libraries that a program may use without the command.
@Suite("flags of the command")
struct FlagTests {
  @Test(
    "are in no text of a library's: it names parameters, and the command its options",
    arguments: ["Datasets", "FileFormats", "Engine", "Layers", "KerasFormat"])
  func areTheCommands(target: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Sources/\(target)")
    let files = try #require(FileManager.default.enumerator(atPath: folder.path))
    var count = 0
    for case let file as String in files where file.hasSuffix(".swift") {
      count += 1
      let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
      for line in text.split(separator: "\n")
      where !line.drop(while: \.isWhitespace).hasPrefix("//") {
        #expect(!line.contains(/".*--[a-z]/), "\(target)/\(file): \(line)")
      }
    }
    #expect(count > 5)
  }
}
