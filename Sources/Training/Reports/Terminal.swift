import Foundation

/// Where a run's lines go: standard output, written at once.
struct Terminal {
  /// Whether a person looks at it, so that a line may be drawn over.
  let isInteractive: Bool

  /// Standard output.
  static var standardOutput: Terminal { Terminal(isInteractive: outputIsTerminal()) }

  /// Writes text as it is, behind whatever the program has printed so far.
  func write(_ text: String) {
    // `print` keeps its lines back where standard output is no terminal.
    fflush(nil)
    FileHandle.standardOutput.write(Data(text.utf8))
  }
}

/// Whether standard output is a terminal.
///
/// Under `mpirun` every rank's output is a pseudo-terminal that mpirun reads, so there mpirun's own
/// output is looked at (on Linux; elsewhere the answer is no).
private func outputIsTerminal() -> Bool {
  guard ProcessInfo.processInfo.environment["OMPI_COMM_WORLD_SIZE"] != nil else {
    return isatty(STDOUT_FILENO) == 1
  }
  #if os(Linux)
    let path = "/proc/\(getppid())/fd/1"
    let target = (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) ?? ""
    return target.hasPrefix("/dev/pts/") || target.hasPrefix("/dev/tty")
  #else
    return false
  #endif
}
