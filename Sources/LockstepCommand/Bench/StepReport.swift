import FileFormats
import Foundation
import Training

/// What `bench step` found out for one world size.
struct StepReport {
  /// One leaf count's measurements.
  struct Entry {
    let leafCount: Int
    let milliseconds: [Double]
    let phaseMilliseconds: [String: Double]
  }

  let worldSize: Int
  let batchSize: Int
  let data: String
  let entries: [Entry]

  /// A report from measurements' JSON.
  init(worldSize: Int, batchSize: Int, data: String, json: JSON) {
    self.worldSize = worldSize
    self.batchSize = batchSize
    self.data = data
    entries = (json.arrayValue ?? []).compactMap { entry in
      guard let leafCount = entry["leaves"]?.integerValue,
        let times = entry["milliseconds"]?.arrayValue?.compactMap(\.numberValue), !times.isEmpty
      else { return nil }
      return Entry(
        leafCount: leafCount, milliseconds: times,
        phaseMilliseconds: (entry["phaseMilliseconds"]?.objectValue ?? [:])
          .compactMapValues(\.numberValue))
    }
  }

  /// A report that another process printed.
  init(parsing bytes: [UInt8]) throws {
    let text = String(decoding: bytes, as: UTF8.self)
    let line = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard let json = try? JSON(parsing: Array(line.utf8)),
      let worldSize = json["worldSize"]?.integerValue,
      let batchSize = json["batchSize"]?.integerValue, let data = json["data"]?.stringValue,
      let entries = json["entries"]
    else { throw BenchError.unreadable(text) }
    self.init(worldSize: worldSize, batchSize: batchSize, data: data, json: entries)
  }

  private init(_ report: StepReport, entries: [Entry]) {
    worldSize = report.worldSize
    batchSize = report.batchSize
    data = report.data
    self.entries = entries
  }

  /// This report and a later round's of the same settings.
  func merged(with other: StepReport) -> StepReport {
    StepReport(
      self,
      entries: zip(entries, other.entries).map { mine, theirs in
        Entry(
          leafCount: mine.leafCount, milliseconds: mine.milliseconds + theirs.milliseconds,
          phaseMilliseconds: mine.phaseMilliseconds)
      })
  }

  /// The report as JSON.
  var json: JSON {
    [
      "worldSize": .integer(worldSize), "batchSize": .integer(batchSize),
      "data": .string(data),
      "entries": .array(
        entries.map { entry in
          [
            "leaves": .integer(entry.leafCount),
            "milliseconds": .array(entry.milliseconds.map(JSON.number)),
            "phaseMilliseconds": .object(entry.phaseMilliseconds.mapValues(JSON.number)),
          ]
        }),
    ]
  }

  /// A table of reports: times of a step, throughput against the first row, and the phases.
  static func table(_ reports: [StepReport]) -> String {
    let phases = TrainingStep.Phase.allCases.map { "\($0)" }
    var lines = [
      "ranks  leaves  ms/step  95 % interval   minimum  images/s  speed-up  "
        + phases.map { $0.padding(toLength: 9, withPad: " ", startingAt: 0) }.joined()
    ]
    let first = reports.first?.entries.first.map { Statistics($0.milliseconds).median }
    for report in reports {
      for entry in report.entries {
        let statistics = Statistics(entry.milliseconds)
        let interval =
          statistics.medianInterval.map {
            String(format: "%.3f-%.3f", $0.lowerBound, $0.upperBound)
          } ?? "-"
        lines.append(
          String(
            format: "%5d  %6d  %7.3f", report.worldSize, entry.leafCount, statistics.median)
            + "  " + interval.padding(toLength: 14, withPad: " ", startingAt: 0)
            + String(
              format: "  %7.3f  %8.0f  %8.2f  ", statistics.minimum,
              Double(report.batchSize) * 1e3 / statistics.median,
              (first ?? statistics.median) / statistics.median)
            + phases.map {
              String(format: "%-9.3f", entry.phaseMilliseconds[$0] ?? 0)
            }.joined())
      }
    }
    let count = reports.first?.entries.first?.milliseconds.count ?? 0
    lines.append(
      "Batch \(reports.first?.batchSize ?? 0), \(reports.first?.data ?? ""); medians of "
        + "\(count) turns; phases in ms on rank 0, of the first round; \(machine).")
    return lines.joined(separator: "\n")
  }

  /// The processor, the number of cores that this process may use, and the day.
  static var machine: String {
    let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let name =
      information.split(separator: "\n").first { $0.hasPrefix("model name") }?
      .split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
      ?? "unknown processor"
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "yyyy-MM-dd"
    return "\(name), \(ProcessInfo.processInfo.activeProcessorCount) cores, "
      + formatter.string(from: Date())
  }
}
