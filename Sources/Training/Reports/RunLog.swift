package import FileFormats

/// Writes a run's numbers to a file, a JSON object a line.
///
/// World size, hosts, exchange and times belong here, and never into a checkpoint.
package final class RunLog: Callback {
  private let file: FileDescriptor

  /// Begins a log with the run's settings; what the file held is gone.
  ///
  /// - Throws: `FileError`.
  package init(_ path: String, settings: [String: JSON]) throws {
    file = try FileDescriptor(creating: path, .replacing)
    try write(.object(settings))
  }

  /// Writes a line for a step that was skipped.
  package func stepSkipped(_ step: SkippedStep, of run: RunContext) {
    try? write([
      "step": .integer(step.iteration), "leftOut": .string(step.what),
      "onNaN": .string(step.policy.rawValue),
    ])
  }

  /// Writes the epoch's line.
  package func epochEnded(_ report: EpochReport, of run: RunContext) {
    var entry: [String: JSON] = [
      "epoch": .integer(report.epoch + 1), "steps": .integer(report.stepCount),
      "seconds": .number(report.duration.seconds),
    ]
    for (name, value) in report.logs.entries { entry[Self.key(name)] = .number(value) }
    if report.stepCount > 0 {
      entry["stepMilliseconds"] = .number(
        report.duration.seconds * 1e3 / Double(report.stepCount))
    }
    if let duration = report.validationDuration {
      entry["validationSeconds"] = .number(duration.seconds)
    }
    if let duration = report.checkpointDuration {
      entry["checkpointSeconds"] = .number(duration.seconds)
    }
    // A full disk must not end the training; the last line will say so.
    try? write(.object(entry))
  }

  /// Writes a line.
  ///
  /// - Throws: `FileError`.
  package func write(_ line: JSON) throws {
    try file.write(Array((line.serialized() + "\n").utf8))
  }

  /// Keras's `val_loss` in the log's spelling, `valLoss`.
  package static func key(_ name: String) -> String {
    let parts = name.split(separator: "_")
    return parts.dropFirst().reduce(String(parts.first ?? "")) {
      $0 + $1.prefix(1).uppercased() + $1.dropFirst()
    }
  }
}
