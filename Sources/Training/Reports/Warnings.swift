import FileFormats
import Logging

/// A callback that logs warnings about a run through the library's logger.
///
/// A program that embeds the library routes it by bootstrapping swift-log.
package final class Warnings: Callback {
  /// The library's logger.
  private static let logger = Logger(label: "lockstep")

  package init() {}

  package func stepSkipped(_ step: SkippedStep, of run: RunContext) { Self.write("\(step)") }

  /// Logs a warning.
  package static func write(_ text: String) { logger.warning("\(text.onOneLine(limit: 2_000))") }

  /// Logs a notice.
  static func note(_ text: String) { logger.notice("\(text.onOneLine(limit: 2_000))") }
}
