import ArgumentParser
import FileFormats
import Foundation
import Launcher
import Training

/// A debugger that attaches to a process.
enum DebuggerProgram: String, CaseIterable, ExpressibleByArgument {
  case gdb, lldb

  /// Returns the given debugger, or the first one that starts here.
  ///
  /// - Throws: `TrainingError.invalidValue` naming `--debugger`, and what a debugger says that does
  ///   not start.
  static func starting(
    _ given: DebuggerProgram?, _ environment: [String: String]
  ) throws -> DebuggerProgram {
    if let given {
      if let failure = given.failure(environment) {
        throw TrainingError.invalidValue(
          of: "--debugger", expected: "a debugger that starts, or --wait",
          found: "\(given), \(failure)")
      }
      return given
    }
    guard let found = allCases.first(where: { $0.failure(environment) == nil }) else {
      throw TrainingError.invalidValue(
        of: "--debugger", expected: "gdb or lldb (on Debian: apt-get install gdb), or --wait",
        found: "not given, and neither starts")
    }
    return found
  }

  /// Returns the words that attach it to a process.
  ///
  /// Swift's debug information names modules of C that gdb does not find, and says so in a thousand
  /// lines on standard error, which no setting of its own turns off. Nothing else is left out.
  func command(attachingTo process: Int32) -> [String] {
    let filter = #"""
      { "$@" 2>&1 >&3 | (trap '' INT; exec grep --line-buffered -v 'Could not find DWO CU') >&2; } 3>&1
      """#
    // A banner would make gdb wait for a key in a small pane.
    let quiet = self == .gdb ? ["-q"] : []
    return ["sh", "-c", filter, "-", rawValue] + quiet + ["-p", "\(process)"]
  }

  /// Returns why it does not start, as where a library of its own is missing; nil where it does.
  private func failure(_ environment: [String: String]) -> String? {
    guard
      let result = try? ChildProcess.shortOutput(
        of: [rawValue, "--version"], environment: environment, within: .seconds(20))
    else { return "which is not on the PATH, or does not answer" }
    guard result.exitCode != 0 else { return nil }
    let line = result.output.split(whereSeparator: \.isNewline).first ?? "no word"
    return "which does not start (\(String(line).onOneLine(limit: 300)))"
  }
}
