import Synchronization

/// The one line that an error ends a program with.
package enum ErrorLine {
  private static let label = Mutex("lockstep")

  /// Sets what names the program in each line; the library's name unless a program sets its own.
  package static func setLabel(_ name: String) { label.withLock { $0 = name } }

  /// What each line begins with.
  package static var prefix: String { label.withLock { "\($0): error: " } }

  /// Writes the line on standard error at once, whatever becomes of it.
  package static func write(_ message: String) {
    StandardStream.writeError("\(prefix)\(message)\n")
  }
}
