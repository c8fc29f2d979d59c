import Foundation
import Launcher

/// Where the debuggers of a job are to be used.
enum DebuggerPlace: Equatable {
  /// Wherever the user attaches them.
  case elsewhere
  /// Panes of the tmux in which this process runs.
  case panes
  /// A tmux session that is yet to be made.
  case newSession
  /// This process's terminal, or what is in its place.
  case terminal

  /// Chooses a place for debuggers of a number of ranks; nil where there is none.
  ///
  /// - Parameters:
  ///   - rankCount: The number of ranks with a debugger.
  ///   - waits: Whether the user attaches them.
  ///   - environment: The variables of this process.
  ///   - isTerminal: Whether standard input is a terminal.
  init?(
    rankCount: Int, waits: Bool, _ environment: [String: String],
    isTerminal: Bool = isatty(0) == 1
  ) {
    let hasTmux = ChildProcess.location(of: "tmux", environment) != nil
    if waits {
      self = .elsewhere
    } else if hasTmux, environment["TMUX"]?.isEmpty == false {
      self = .panes
    } else if rankCount == 1 {
      self = .terminal
    } else if hasTmux, isTerminal {
      self = .newSession
    } else {
      return nil
    }
  }

  /// Runs this command again in a tmux session of its own, which ends with it.
  ///
  /// - Returns: The exit code of tmux.
  /// - Throws: `LaunchError` where it cannot be started.
  static func runInNewSession(_ environment: [String: String]) throws(LaunchError) -> Int32 {
    // What the job has printed stays to be read.
    let script = #""$@"; echo "Exit code $?; Enter ends the session."; read -r _"#
    // A server of its own has this process's environment, not that of an older session.
    let tmux = ["tmux", "-L", "lockstep-\(getpid())", "new-session", "sh", "-c", script, "-"]
    let session = try ChildProcess(
      tmux + [LaunchedProgram.ownPath] + CommandLine.arguments.dropFirst(),
      environment: environment, descriptors: (0, 1, 2), sharesGroup: true)
    return session.wait()
  }
}
