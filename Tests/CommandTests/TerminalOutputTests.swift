import Foundation
import TestSupport
import Testing

/// What `train` draws on a terminal, which util-linux's `script` makes.
@Suite("train, on a terminal", .enabled(if: (try? Products.path(ofProgram: "script")) != nil))
struct TerminalOutputTests {
  /// The output of a training of two epochs on a terminal of so many columns.
  private func drawn(
    columns: Int, _ environment: [String: String] = [:], launcher: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    try withTemporaryDirectory { folder in
      let command = try Products.path(of: "lockstep")
      let line =
        "stty cols \(columns); exec \(launcher) \(command) train --data digits --epochs 1 "
        + "--metrics accuracy,categorical_accuracy,top_k_categorical_accuracy"
      let result = try Job.program(
        "script", ["-qefc", line, "typescript"],
        environment: ["TERM": "xterm", "NO_COLOR": "", "LC_ALL": "C.UTF-8"].merging(environment) {
          $1
        }, directory: folder)
      #expect(result.exitCode == 0, "\(result)", sourceLocation: sourceLocation)
      return result.standardOutput.replacing("\r\n", with: "\n")
    }
  }

  /// The columns of each line that was drawn over.
  private func redrawn(_ text: String) -> [Int] {
    text.replacing(/\u{1B}\[[0-9;?]*[A-Za-z]/, with: "").split(separator: "\n").flatMap { line in
      line.split(separator: "\r").dropLast().map { part in
        String(part).trimmedEnd.count
      }
    }
  }

  private static let mpirun = "mpirun -np 2"

  @Test("draws nothing over that is wider than the terminal", arguments: ["", mpirun])
  func width(launcher: String) throws {
    for columns in [40, 80] {
      let widths = redrawn(try drawn(columns: columns, launcher: launcher))
      #expect(!widths.isEmpty && widths.allSatisfy { $0 <= columns }, "\(columns): \(widths)")
    }
  }

  @Test("heeds TERM, NO_COLOR and the locale")
  func environment() throws {
    let dumb = try drawn(columns: 100, ["TERM": "dumb"])
    #expect(!dumb.contains("\u{1B}") && !dumb.contains("\r"), "\(dumb)")
    let plain = try drawn(columns: 100, ["NO_COLOR": "1"])
    #expect(!plain.contains("\u{1B}") && plain.contains("\r"), "\(plain)")
    let ascii = try drawn(columns: 100, ["LC_ALL": "C"])
    #expect(ascii.utf8.allSatisfy { $0 < 128 } && ascii.contains("\u{1B}[32m="), "\(ascii)")
  }

  @Test(
    "is plain lines where mpirun writes tags or copies",
    arguments: ["--tag-output", "--timestamp-output", "--output-filename log"])
  func tags(option: String) throws {
    let text = try drawn(columns: 100, launcher: "\(Self.mpirun) \(option)")
    #expect(!text.contains("\u{1B}") && !text.contains("\r"), "\(text)")
    #expect(text.contains("94/94 ━"), "\(text)")
  }
}

extension String {
  fileprivate var trimmedEnd: Substring {
    self[..<(lastIndex { $0 != " " }.map(index(after:)) ?? startIndex)]
  }
}
