import Foundation
import Launcher
import Parallel

/// Starts a debugger for each rank of a job that waits for one.
final class DebuggerStarter {
  private let debugger: DebuggerProgram
  private let place: DebuggerPlace
  private let environment: [String: String]
  private let report: (String) -> Void
  private var child: ChildProcess?

  /// Creates a starter.
  ///
  /// - Parameters:
  ///   - debugger: The debugger.
  ///   - place: Where it is to be used.
  ///   - environment: The variables that it inherits.
  ///   - report: Receives a line where it cannot be started.
  init(
    _ debugger: DebuggerProgram, in place: DebuggerPlace, _ environment: [String: String],
    report: @escaping (String) -> Void
  ) {
    self.debugger = debugger
    self.place = place
    self.environment = environment
    self.report = report
  }

  /// Whether a debugger reads from this process's terminal.
  var holdsTerminal: Bool { child.map { $0.exitCode == nil } ?? false }

  /// Starts a debugger where a line of the ranks' output is the notice of one that waits.
  func receive(_ line: String) {
    guard let notice = DebuggerNotice(line: line) else { return }
    do throws(LaunchError) {
      try start(debugger.command(attachingTo: notice.process))
    } catch {
      report("\(error); rank \(notice.rank) waits on")
    }
  }

  private func start(_ command: [String]) throws(LaunchError) {
    switch place {
    case .elsewhere, .newSession: return
    case .terminal:
      child = try ChildProcess(
        command, environment: environment, descriptors: (0, 1, 2), sharesGroup: true)
    case .panes:
      let pane = environment["TMUX_PANE"].map { ["-t", $0] } ?? []
      for words in [["split-window"] + pane + command, ["select-layout"] + pane + ["tiled"]] {
        let result = try ChildProcess.shortOutput(
          of: ["tmux"] + words, environment: environment, within: .seconds(10))
        guard let result, result.exitCode == 0 else {
          let reason = result?.output.trimmingCharacters(in: .whitespacesAndNewlines)
          throw LaunchError.notStarted("tmux", reason: reason ?? "it does not answer")
        }
      }
    }
  }

  /// Waits for the end of a debugger in this process's terminal.
  func wait() { child?.wait() }
}
