package import FileFormats

/// Writes a run's numbers to a file, a JSON object a line; null stands for NaN and infinite ones.
///
/// World size, hosts, exchange and times are logged here, never in a checkpoint. A run that resumes
/// goes on after the lines of what it has done: each epoch is there once.
package final class RunLog: Callback {
  private let file: LineFile

  /// Begins a log with the run's settings.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - settings: The first line of this start.
  ///   - progress: The epochs and steps that a resumed run has done, whose lines stay; nil for a
  ///     run that begins anew, whose file is emptied.
  /// - Throws: `FileError`.
  package init(
    _ path: String, settings: [String: JSON], after progress: (epochs: Int, steps: Int)? = nil
  ) throws {
    file = try LineFile(
      path, keeping: progress.map { progress in { Self.stays($0, after: progress) } })
    write(.object(settings))
  }

  /// Whether a line tells of what a resumed run does not do again; a result does not stay.
  private static func stays(
    _ line: [String: JSON], after progress: (epochs: Int, steps: Int)
  ) -> Bool {
    if case .integer(let epoch)? = line["epoch"] { return epoch <= progress.epochs }
    if case .integer(let step)? = line["step"] { return step <= progress.steps }
    return line["samplesComputed"] == nil
  }

  /// Writes a line for a step that was skipped.
  package func stepSkipped(_ step: SkippedStep, of run: RunContext) {
    write([
      "step": .integer(step.iteration), "skipped": .string(step.what),
      "onNaN": .string(step.policy.rawValue),
    ])
  }

  /// Writes the line of an epoch.
  package func epochEnded(_ report: EpochReport, of run: RunContext) {
    var entry: [String: JSON] = [
      "epoch": .integer(report.epoch + 1), "steps": .integer(report.stepCount),
      "seconds": .number(report.duration.seconds),
    ]
    for (name, value) in report.logs.entries {
      entry[Self.key(name)] =
        name == "learning_rate" ? .shortest(Float(value)) : .number(value)
    }
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
    if let times = report.times {
      entry["ranks"] = .array(times.ranks.map(\.json))
      entry["slowestStep"] = times.slowest.map(\.json)
    }
    write(.object(entry))
  }

  /// Writes a line; the run goes on where that fails, as on a full disk, and says so once.
  package func write(_ line: JSON) {
    let isWhole = file.failure == nil
    do {
      try file.write(line)
    } catch {
      if isWhole { Warnings.write("the log is not complete: \(error)") }
    }
  }

  /// Returns a name in the log's spelling: Keras's `val_loss` is `valLoss`.
  package static func key(_ name: String) -> String {
    let parts = name.split(separator: "_")
    return parts.dropFirst().reduce(String(parts.first ?? "")) {
      $0 + $1.prefix(1).uppercased() + $1.dropFirst()
    }
  }
}
