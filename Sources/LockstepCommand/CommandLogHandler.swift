import Foundation
import Logging

/// Writes the library's messages as the command's own lines: `lockstep: warning: ...`.
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
