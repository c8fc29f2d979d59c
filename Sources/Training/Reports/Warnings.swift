import FileFormats
import Logging

/// Tells through the library's logger what a user should know of a run that goes on.
///
/// A program that embeds the library routes it by bootstrapping swift-log.
package final class Warnings: Callback {
  /// The library's logger.
  private static let logger = Logger(label: "lockstep")

  package init() {}

  package func stepSkipped(_ step: SkippedStep, of run: RunContext) { Self.write("\(step)") }

  /// Logs a warning.
  static func write(_ text: String) { logger.warning("\(text.onOneLine(limit: 2_000))") }

  /// Logs what happens on purpose.
  static func note(_ text: String) { logger.notice("\(text.onOneLine(limit: 2_000))") }
}
