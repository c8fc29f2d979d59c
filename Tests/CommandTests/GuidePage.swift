import Foundation
import TestSupport
import Testing

/// A guide whose console blocks are run: the commands one after the other, in one folder.
enum GuidePage {
  /// Runs a page's commands, and compares what they print with what it shows, but for times and the
  /// name of the host.
  static func run(_ name: String, stepCount: Int) throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Sources/Lockstep/Lockstep.docc/\(name).md")
    let steps = steps(of: try String(contentsOf: page, encoding: .utf8))
    #expect(steps.count >= stepCount)
    let host = try Job.program("uname", ["-n"]).standardOutput
      .trimmingCharacters(in: .whitespacesAndNewlines)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    try withTemporaryDirectory { folder in
      for step in steps {
        let result = try Job.program(
          "sh", ["-c", step.command],
          environment: ["PATH": "\(Products.directory.path):\(path)", "LC_ALL": "C.UTF-8"],
          directory: folder)
        // A command that finds a fault fails: what it says is compared, on whatever stream.
        let lines = [result.standardOutput, result.standardError].map {
          $0.split(whereSeparator: \.isNewline).map {
            withoutTimes(String($0).replacing(" on \(host) ", with: " on node1 "))
          }
        }
        var places = [0, 0]
        for line in step.shown.map(withoutTimes) where line != "..." {
          let stream = lines.indices.first { lines[$0].dropFirst(places[$0]).contains(line) }
          guard let stream else {
            Issue.record("\(step.command)\ndoes not print\n\(line)\n\(result)")
            break
          }
          places[stream] = (lines[stream].dropFirst(places[stream]).firstIndex(of: line) ?? 0) + 1
        }
      }
    }
  }

  /// The commands of a page, each with what it is shown to print.
  private static func steps(of page: String) -> [(command: String, shown: [String])] {
    var steps: [(command: String, shown: [String])] = []
    for block in page.matches(of: #/```console\n((?:.|\n)*?)```/#) {
      for line in block.output.1.split(separator: "\n").map(String.init) {
        if line.hasPrefix("$ ") {
          steps.append((String(line.dropFirst(2)), []))
        } else if !steps.isEmpty {
          steps[steps.count - 1].shown.append(line)
        }
      }
    }
    return steps
  }

  /// A line with the word TIME for each duration.
  static func withoutTimes(_ line: String) -> String {
    line.replacing(#/[0-9.]+ ?(s|ms|us)\b/#, with: "TIME")
  }
}
