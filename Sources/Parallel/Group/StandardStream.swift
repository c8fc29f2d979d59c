import MPI
import Synchronization

/// Standard output and standard error, written at once.
///
/// A stream that is closed, full or a pipe without a reader ends no program.
package enum StandardStream {
  private static let firstFailure = Atomic<Int32>(0)

  /// Keeps other files from the streams' numbers, and failed writes from ending the process; called
  /// before any file is opened.
  package static func prepare() { OwnProcess.prepareStandardStreams() }

  /// Writes to standard output as it is, behind what the program has printed so far.
  package static func writeOutput(_ text: String) { note(OwnProcess.writeOutput(text)) }

  /// Writes bytes to standard output, behind what the program has printed so far.
  package static func writeOutput(_ bytes: [UInt8]) { note(OwnProcess.writeOutput(bytes)) }

  private static func note(_ code: Int32) {
    if code != 0 {
      _ = firstFailure.compareExchange(expected: 0, desired: code, ordering: .relaxed)
    }
  }

  /// Writes to standard error.
  package static func writeError(_ text: String) { OwnProcess.writeError(text) }

  /// The error number of the first write to standard output that failed; nil where none did.
  package static var outputFailure: Int32? {
    let code = firstFailure.load(ordering: .relaxed)
    return code == 0 ? nil : code
  }
}
