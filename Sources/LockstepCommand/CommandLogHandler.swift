import Foundation
import Logging

/// A log handler that writes the library's messages as lines of the command: `lockstep: warning:
/// ...`.
struct CommandLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.notice

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let label = event.level >= .warning ? "\(event.level): " : ""
    standardError("lockstep: \(label)\(event.message)")
  }
}
