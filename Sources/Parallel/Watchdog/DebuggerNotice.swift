/// The line of a rank that waits for a debugger.
package struct DebuggerNotice: Equatable, CustomStringConvertible {
  /// The environment variable that lists the ranks that wait.
  package static let variable = "LOCKSTEP_WAIT"

  /// The rank.
  package let rank: Int
  /// Its process ID.
  package let process: Int32
  /// The name of its host.
  package let host: String

  /// Creates the notice of a rank.
  package init(rank: Int, process: Int32, host: String) {
    self.rank = rank
    self.process = process
    self.host = host
  }

  /// Parses a line that contains a notice, as where mpirun tags its output; nil for any other.
  package init?(line: some StringProtocol) {
    let form =
      /lockstep: rank ([0-9]+) \(process ([0-9]+) on ([^)]*)\) waits for a debugger:/
    guard let match = String(line).firstMatch(of: form), let rank = Int(match.1),
      let process = Int32(match.2)
    else { return nil }
    self.init(rank: rank, process: process, host: String(match.3))
  }

  package var description: String {
    "lockstep: rank \(rank) (process \(process) on \(host)) waits for a debugger: "
      + "\(Self.debugger) -p \(process)"
  }

  #if canImport(Darwin)
    private static let debugger = "lldb"
  #else
    private static let debugger = "gdb"
  #endif
}
