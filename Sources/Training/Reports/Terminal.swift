import Foundation
import Parallel

/// The output of a run: standard output, unbuffered.
///
/// What becomes of a line does not matter to the run: an output that is closed or full is noted by
/// `StandardStream`.
package struct Terminal: Sendable {
  /// Whether it is a terminal, so that a line can be redrawn.
  package let isInteractive: Bool
  /// Whether colours are wanted: not where `NO_COLOR` is set.
  package let hasColors: Bool
  /// Whether the locale has the characters of bars and tables.
  package let isUnicode: Bool
  /// The terminal's descriptor, for its width; nil where there is none.
  private let descriptor: Int32?

  /// Standard output.
  package static let standardOutput = Terminal(ProcessInfo.processInfo.environment)

  /// Standard output of a process with those variables.
  private init(_ environment: [String: String]) {
    let isPlain = environment["TERM"] == "dumb"
    descriptor = isPlain ? nil : Self.terminal(environment)
    isInteractive = descriptor != nil
    hasColors = isInteractive && environment["NO_COLOR", default: ""].isEmpty
    isUnicode = Self.isUnicode(environment)
  }

  /// The terminal's columns now; nil where they are not known.
  package var columns: Int? {
    guard let descriptor else { return nil }
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
      return nil
    }
    return Int(size.ws_col)
  }

  /// Writes text behind whatever the program has printed so far.
  package func write(_ text: String) {
    StandardStream.writeOutput(isUnicode ? text : Self.plain(text))
  }
}

// MARK: - What the environment says

extension Terminal {
  /// Whether the locale's characters are Unicode's; where none is set, the terminal's usually are.
  package static func isUnicode(_ environment: [String: String]) -> Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }
      .first { !$0.isEmpty }
    guard let locale = locale?.lowercased() else { return true }
    return locale.contains("utf-8") || locale.contains("utf8")
  }

  /// The text with ASCII in place of the lines of bars and tables.
  package static func plain(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          switch scalar {
          case "━": "="
          case "─": "-"
          case "│", "┃": "|"
          case "\u{2500}"..<"\u{2580}": "+"
          default: scalar
          }
        }))
  }

  /// A descriptor of the terminal that a person sees; nil where there is none.
  ///
  /// Under `mpirun` every rank's output is a pseudo-terminal that mpirun reads, so there mpirun's
  /// own output is looked at (on Linux, on mpirun's host; elsewhere there is none). Where mpirun
  /// puts a tag in front of each line, or copies the lines to files, nothing may be drawn over.
  private static func terminal(_ environment: [String: String]) -> Int32? {
    guard environment["OMPI_COMM_WORLD_SIZE"] ?? environment["PMIX_RANK"] != nil else {
      return isatty(STDOUT_FILENO) == 1 ? STDOUT_FILENO : nil
    }
    let tags = [
      "orte_tag_output", "orte_timestamp_output", "orte_xml_output", "orte_output_filename",
      "orte_xterm",
    ]
    guard tags.allSatisfy({ isOff(environment["OMPI_MCA_\($0)"]) }) else { return nil }
    #if os(Linux)
      guard let launcher = launcher(), isatty(STDOUT_FILENO) == 1 else { return nil }
      let path = "/proc/\(launcher)/fd/1"
      let target = (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) ?? ""
      guard target.hasPrefix("/dev/pts/") || target.hasPrefix("/dev/tty") else { return nil }
      let descriptor = unsafe open(path, O_WRONLY | O_NOCTTY | O_CLOEXEC)
      guard descriptor >= 0 else { return nil }
      guard isatty(descriptor) == 1 else {
        close(descriptor)
        return nil
      }
      return descriptor
    #else
      return nil
    #endif
  }

  private static func isOff(_ value: String?) -> Bool {
    ["", "0", "false", "no", "disabled"].contains(value?.lowercased() ?? "")
  }

  #if os(Linux)
    /// The process of the launcher above this one, programs in between left aside; nil where a
    /// launcher has options that change its output.
    private static func launcher() -> Int32? {
      var process = getppid()
      for _ in 0..<16 where process > 1 {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
          let start = status.firstIndex(of: "("), let end = status.lastIndex(of: ")"),
          let parent = status[end...].split(separator: " ").dropFirst(2).first
        else { return nil }
        let name = status[status.index(after: start)..<end]
        if ["mpirun", "mpiexec", "orterun", "prterun", "prun"].contains(name) {
          // Open MPI 5 has no variables for it: `--output tag`, `--output-filename`.
          let line = try? String(contentsOfFile: "/proc/\(process)/cmdline", encoding: .utf8)
          let arguments = line?.split(separator: "\0") ?? []
          return arguments.contains { $0.contains("-output") } ? nil : process
        }
        process = Int32(parent) ?? 0
      }
      return nil
    }
  #endif
}
