package import FileFormats
import Foundation
package import Parallel
package import Training

/// The measurements of `bench checkpoint` for one world size; all times in milliseconds.
package struct CheckpointReport {
  /// The number of ranks.
  package let worldSize: Int
  /// The steps between two saves.
  package let interval: Int
  /// The size of the last file.
  package let byteCount: Int
  /// The time for which each save blocked the loop.
  package let held: [Double]
  /// The time from the start of each save until its file was complete.
  package let whole: [Double]
  /// A step's time in each turn with saves.
  package let saving: [Double]
  /// A step's time in each turn without saves.
  package let plain: [Double]
}

extension CheckpointReport: BenchmarkReport {
  package init?(_ json: JSON) {
    func values(_ key: String) -> [Double]? {
      json[key]?.numbers.flatMap { $0.isEmpty ? nil : $0 }
    }
    guard let worldSize = json["worldSize"]?.integerValue,
      let interval = json["interval"]?.integerValue,
      let byteCount = json["byteCount"]?.integerValue, let held = values("held"),
      let whole = values("whole"), let saving = values("saving"), let plain = values("plain")
    else { return nil }
    self.init(
      worldSize: worldSize, interval: interval, byteCount: byteCount, held: held, whole: whole,
      saving: saving, plain: plain)
  }

  package var json: JSON {
    [
      "worldSize": .integer(worldSize), "interval": .integer(interval),
      "byteCount": .integer(byteCount), "held": .numbers(held), "whole": .numbers(whole),
      "saving": .numbers(saving), "plain": .numbers(plain),
    ]
  }

  package func merged(with other: CheckpointReport) -> CheckpointReport {
    CheckpointReport(
      worldSize: worldSize, interval: interval, byteCount: byteCount, held: held + other.held,
      whole: whole + other.whole, saving: saving + other.saving, plain: plain + other.plain)
  }
}

extension CheckpointReport {
  /// Trains with and without saves, alternately; collective.
  ///
  /// - Parameters:
  ///   - workload: The model and its data.
  ///   - options: The batch size, the leaf count, the exchange, and the steps of a turn.
  ///   - repeats: The number of turns, after a warm-up turn.
  ///   - interval: The steps between two saves.
  ///   - folder: The parent of a temporary folder for the files.
  ///   - group: The processes.
  /// - Returns: The measurements on rank 0, nil elsewhere.
  /// - Throws: Errors of the data or the folder, and MPI's errors.
  package static func measured(
    _ workload: Workload, options: TrainingOptions, repeats: Int, every interval: Int,
    below folder: String, in group: ProcessGroup
  ) throws -> CheckpointReport? {
    let data = try workload.loadData(group)
    let path = "\(folder)/lockstep-bench-\(ProcessInfo.processInfo.processIdentifier)"
    let directory = try group.isFirst ? CheckpointDirectory(path) : nil
    defer { if group.isFirst { try? FileManager.default.removeItem(atPath: path) } }
    let measurement = CheckpointMeasurement(
      workload.model, on: data.train, options: options, every: interval, into: directory,
      in: group)
    try measurement.turn(isWarmUp: true)
    for _ in 0..<repeats { try measurement.turn() }
    return group.isFirst ? measurement.report : nil
  }

  /// Returns a table of reports: medians, and the maxima of the saves.
  package static func table(_ reports: [CheckpointReport], machine: String) -> String {
    var lines = [
      "ranks  saves  held ms  worst    whole ms  worst    ms/step  with saves  difference"
    ]
    for report in reports {
      let held = Statistics(report.held)
      let whole = Statistics(report.whole)
      let plain = Statistics(report.plain).median
      let saving = Statistics(report.saving).median
      lines.append(
        String(
          format: "%5d  %5d  %7.2f  %7.2f  %8.2f  %7.2f  %7.3f  %10.3f  %+8.1f %%",
          report.worldSize, report.held.count, held.median, held.sorted.last ?? 0, whole.median,
          whole.sorted.last ?? 0, plain, saving, (saving / plain - 1) * 100))
    }
    let first = reports.first
    lines.append(
      "A save every \(first?.interval ?? 0) steps, \(first?.byteCount ?? 0) bytes each; medians; "
        + "\(machine).")
    return lines.joined(separator: "\n")
  }
}
