import FileFormats
import Testing

@testable import Benchmarks

/// A report that counts what was merged into it.
private struct CountingReport: BenchmarkReport {
  var turns: [Int]
  var runs: [RunRecord] = []
  var rows: [FigureRow] { [] }
  var measurements: [(name: String, statistics: Statistics)] { [] }

  init(_ turn: Int) { turns = [turn] }

  init?(_ json: JSON) {
    guard let turn = json["turn"]?.integerValue else { return nil }
    turns = [turn]
  }

  var json: JSON { ["turn": .integer(turns[0])] }

  func merged(with other: CountingReport) -> CountingReport {
    var report = self
    report.turns += other.turns
    return report
  }
}

@Suite("BenchmarkReport")
struct BenchmarkReportTests {
  @Test("rounds start every run in turn, say so, and merge what each measured")
  func rounds() throws {
    var (started, lines): ([String], [String]) = ([], [])
    var rounds: [Int] = []
    let reports = try measureInRounds(2, of: ["a", "b"], progress: { lines.append($0) }) {
      run, round in
      started.append(run)
      rounds.append(round)
      return CountingReport(started.count)
    }
    #expect(started == ["a", "b", "a", "b"])
    #expect(rounds == [1, 1, 2, 2])
    #expect(lines == ["round 1 of 2: a", "round 1 of 2: b", "round 2 of 2: a", "round 2 of 2: b"])
    #expect(reports.mapValues(\.turns) == ["a": [1, 3], "b": [2, 4]])
  }

  @Test("a process's output is one line of JSON, or an error that shows it")
  func parsing() throws {
    #expect(try CountingReport(parsing: Array(" {\"turn\": 7}\n".utf8)).turns == [7])
    for output in ["", "{}", "{\"turn\": 7} {}", "mpirun was unable"] {
      #expect(throws: BenchmarkError.self) { try CountingReport(parsing: Array(output.utf8)) }
    }
  }

  @Test("a checkpoint's report survives its JSON, and rounds are merged")
  func checkpoint() throws {
    let json: JSON = [
      "worldSize": 2, "interval": 3, "byteCount": 4_000, "rounds": [1], "saveRounds": [1, 1],
      "held": .numbers([1, 3]),
      "whole": .numbers([5, 9]), "saving": .numbers([2]), "plain": .numbers([1]),
    ]
    let report = try #require(CheckpointReport(json))
    #expect(CheckpointReport(report.json)?.json == report.json)
    #expect(report.json["statistics"]?["whole"]?["maximum"]?.numberValue == 9)
    let merged = report.merged(with: report)
    #expect(merged.rounds == [1, 1] && merged.saveRounds == [1, 1, 1, 1])
    let names = merged.rows.map { row in row.cells.first { $0.column == "what" }?.value }
    #expect(names == ["held", "whole", "step with saves", "step"])
    #expect(merged.held == [1, 3, 1, 3] && merged.plain == [1, 1])
    let lines = CheckpointReport.table([merged], machine: "m").split(separator: "\n")
    #expect(
      lines[1].split(separator: " ")
        == ["2", "4", "2.00", "3.00", "7.00", "9.00", "1.000", "2.000", "+100.0", "%"])
    #expect(lines[2] == "A save every 3 steps, 4000 bytes each; medians; m.")
  }
}
