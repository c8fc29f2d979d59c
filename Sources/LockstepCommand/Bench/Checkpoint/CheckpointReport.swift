import FileFormats
import Foundation

/// What `bench checkpoint` found out for one world size; all times in milliseconds.
struct CheckpointReport {
  let worldSize: Int
  let interval: Int
  let byteCount: Int
  /// How long each save held the loop.
  let held: [Double]
  /// When each save's file was whole, from the save's begin on.
  let whole: [Double]
  /// A step's time in each turn with saves.
  let saving: [Double]
  /// A step's time in each turn without.
  let plain: [Double]

  /// A report from a measurement's JSON; nil where that is something else.
  init?(_ json: JSON) {
    func values(_ key: String) -> [Double]? {
      let values = json[key]?.arrayValue?.compactMap(\.numberValue)
      return values?.isEmpty == false ? values : nil
    }
    guard let worldSize = json["worldSize"]?.integerValue,
      let interval = json["interval"]?.integerValue,
      let byteCount = json["byteCount"]?.integerValue, let held = values("held"),
      let whole = values("whole"), let saving = values("saving"), let plain = values("plain")
    else { return nil }
    self.worldSize = worldSize
    self.interval = interval
    self.byteCount = byteCount
    self.held = held
    self.whole = whole
    self.saving = saving
    self.plain = plain
  }

  /// A report that another process printed.
  ///
  /// - Throws: `BenchError.unreadable`, or what is wrong with the JSON.
  init(parsing bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    let line = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard let report = (try? JSON(parsing: Array(line.utf8))).flatMap(Self.init) else {
      throw BenchError.unreadable(text)
    }
    self = report
  }

  private init(_ first: CheckpointReport, and second: CheckpointReport) {
    worldSize = first.worldSize
    interval = first.interval
    byteCount = first.byteCount
    held = first.held + second.held
    whole = first.whole + second.whole
    saving = first.saving + second.saving
    plain = first.plain + second.plain
  }

  /// This report and a later round's of the same settings.
  func merged(with other: CheckpointReport) -> CheckpointReport {
    CheckpointReport(self, and: other)
  }

  /// The report as JSON.
  var json: JSON {
    func array(_ values: [Double]) -> JSON { .array(values.map(JSON.number)) }
    return [
      "worldSize": .integer(worldSize), "interval": .integer(interval),
      "byteCount": .integer(byteCount), "held": array(held), "whole": array(whole),
      "saving": array(saving), "plain": array(plain),
    ]
  }

  /// A table of reports: medians, and the worst of what varies from save to save.
  static func table(_ reports: [CheckpointReport]) -> String {
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
        + "\(Machine.description).")
    return lines.joined(separator: "\n")
  }
}
