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
  /// The round of each turn, from 1.
  package let rounds: [Int]
  /// The round of each save, from 1.
  package let saveRounds: [Int]
  /// The time for which each save blocked the loop.
  package let held: [Double]
  /// The time from the start of each save until its file was complete.
  package let whole: [Double]
  /// A step's time in each turn with saves.
  package let saving: [Double]
  /// A step's time in each turn without saves.
  package let plain: [Double]
  package var runs: [RunRecord] = []
}

extension CheckpointReport: BenchmarkReport {
  package init?(_ json: JSON) {
    func values(_ key: String) -> [Double]? {
      json[key]?.numbers.flatMap { $0.isEmpty ? nil : $0 }
    }
    guard let worldSize = json["worldSize"]?.integerValue,
      let interval = json["interval"]?.integerValue,
      let byteCount = json["byteCount"]?.integerValue, let rounds = json["rounds"]?.integers,
      let saveRounds = json["saveRounds"]?.integers, let held = values("held"),
      let whole = values("whole"), let saving = values("saving"), let plain = values("plain")
    else { return nil }
    self.init(
      worldSize: worldSize, interval: interval, byteCount: byteCount, rounds: rounds,
      saveRounds: saveRounds, held: held, whole: whole, saving: saving, plain: plain,
      runs: json.runs)
  }

  package var json: JSON {
    [
      "worldSize": .integer(worldSize), "interval": .integer(interval),
      "byteCount": .integer(byteCount), "rounds": .array(rounds.map(JSON.integer)),
      "saveRounds": .array(saveRounds.map(JSON.integer)), "held": .numbers(held),
      "whole": .numbers(whole), "saving": .numbers(saving), "plain": .numbers(plain),
      "statistics": .object([
        "held": .statistics(Statistics(held)), "whole": .statistics(Statistics(whole)),
        "saving": .statistics(Statistics(saving)), "plain": .statistics(Statistics(plain)),
      ]), "runs": .runs(runs),
    ]
  }

  package func merged(with other: CheckpointReport) -> CheckpointReport {
    CheckpointReport(
      worldSize: worldSize, interval: interval, byteCount: byteCount,
      rounds: rounds + other.rounds, saveRounds: saveRounds + other.saveRounds,
      held: held + other.held, whole: whole + other.whole, saving: saving + other.saving,
      plain: plain + other.plain, runs: runs + other.runs)
  }

  package var measurements: [(name: String, statistics: Statistics)] {
    let ranks = "\(worldSize) \(worldSize == 1 ? "rank" : "ranks")"
    return [
      ("steps with saves, \(ranks)", Statistics(saving)),
      ("steps without saves, \(ranks)", Statistics(plain)),
    ]
  }

  /// A row for each kind of time.
  package var rows: [FigureRow] {
    [("held", held), ("whole", whole), ("step with saves", saving), ("step", plain)].map {
      name, times in
      var row = FigureRow()
      row.add("ranks", worldSize)
      row.add("stepsBetweenSaves", interval)
      row.add("fileBytes", byteCount)
      row.add("what", name)
      row.add("milliseconds", Statistics(times))
      row.add(runs)
      return row
    }
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
  ///   - round: The round of this start, from 1.
  ///   - folder: The parent of a temporary folder for the files.
  ///   - group: The processes.
  /// - Returns: The measurements on rank 0, nil elsewhere.
  /// - Throws: Errors of the data or the folder, and MPI's errors.
  package static func measured(
    _ workload: Workload, options: TrainingOptions, repeats: Int, every interval: Int,
    round: Int = 1, below folder: String, in group: ProcessGroup
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
    return group.isFirst ? measurement.report(round: round) : nil
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
