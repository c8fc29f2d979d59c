import Foundation
import TestSupport
import Testing

/// A guide whose console blocks show commands, and what they print.
struct GuidePage {
  /// A command, and the lines that it is shown to print.
  struct Step {
    /// The command as a shell takes it.
    var command: String
    /// The lines; `...` stands for lines that are left out.
    var shown: [String] = []
  }

  /// The commands in order.
  let steps: [Step]

  private static let guides = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Sources/Lockstep/Lockstep.docc")

  /// Reads the page of a name.
  init(_ name: String) throws {
    let page = try String(contentsOf: Self.guides.appending(path: "\(name).md"), encoding: .utf8)
    steps = Self.steps(of: page)
  }

  /// The commands of a text: a line after `$`, and those after `>` that it goes on with.
  static func steps(of page: String) -> [Step] {
    var steps: [Step] = []
    for block in page.matches(of: #/```console\n((?:.|\n)*?)```/#) {
      for line in block.output.1.split(separator: "\n").map(String.init) {
        if line.hasPrefix("$ ") {
          steps.append(Step(command: String(line.dropFirst(2))))
        } else if line.hasPrefix(">"), let step = steps.last, step.shown.isEmpty {
          steps[steps.count - 1].command += "\n" + line.dropFirst(2)
        } else if !steps.isEmpty {
          steps[steps.count - 1].shown.append(line)
        }
      }
    }
    return steps
  }

  /// Runs the commands one after the other in an empty folder, and compares what they print.
  ///
  /// Times, and the name of the host, are not compared.
  ///
  /// - Returns: What each command has printed.
  @discardableResult
  func expectOutput() throws -> [(command: String, result: JobResult)] {
    var results: [(command: String, result: JobResult)] = []
    let host = try Job.program("uname", ["-n"]).standardOutput
      .trimmingCharacters(in: .whitespacesAndNewlines)
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    try withTemporaryDirectory { folder in
      for step in steps {
        let result = try Job.program(
          "sh", ["-c", step.command],
          environment: ["PATH": "\(Products.directory.path):\(path)", "LC_ALL": "C.UTF-8"],
          directory: folder)
        results.append((step.command, result))
        // A command that finds a fault fails: what it says is compared, on whatever stream.
        let lines = [result.standardOutput, result.standardError].map {
          $0.split(whereSeparator: \.isNewline).map {
            Self.withoutTimes(String($0).replacing(" on \(host) ", with: " on node1 "))
          }
        }
        var places = [0, 0]
        for line in step.shown.map(Self.withoutTimes) where line != "..." {
          let stream = lines.indices.first { lines[$0].dropFirst(places[$0]).contains(line) }
          guard let stream else {
            Issue.record("\(step.command)\ndoes not print\n\(line)\n\(result)")
            break
          }
          places[stream] = (lines[stream].dropFirst(places[stream]).firstIndex(of: line) ?? 0) + 1
        }
      }
    }
    return results
  }

  static func withoutTimes(_ line: String) -> String {
    line.replacing(#/[0-9.]+ ?(s|ms|us)\b/#, with: "TIME")
  }
}
