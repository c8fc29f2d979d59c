import FileFormats
import Testing

@testable import Benchmarks

/// Tables of exchanges that were never measured.
@Suite("bench exchange's report")
struct ExchangeReportTests {
  private func entry(_ way: String, _ setting: String, _ microseconds: Double, count: Int = 6)
    -> ExchangeEntry
  {
    ExchangeEntry(
      way: way, setting: setting, floatCount: way == "barrier" ? 0 : 1_008,
      microseconds: [Double](repeating: microseconds, count: count))
  }

  private var report: ExchangeReport {
    ExchangeReport(
      worldSize: 2, hostCount: 1,
      entries: [
        entry("shared", "as started", 10), entry("copy", "as started", 5),
        entry("barrier", "as started", 1), entry("MPI_Allreduce", "defaults", 40),
        entry("MPI_Allreduce", "ring", 25), entry("MPI_Allreduce", "slow ring", 90),
      ])
  }

  @Test("compares with MPI_Allreduce at its defaults and at its best")
  func comparison() throws {
    #expect(report.floatCounts == [1_008])
    #expect(report.defaultAllReduce(1_008)?.statistics.median == 40)
    #expect(report.bestAllReduce(1_008)?.setting == "ring")
    let lines = ExchangeReport.table([report], machine: "a machine").split(separator: "\n")
    #expect(lines[0] == "2 ranks, one host; a barrier takes 1.0 us")
    let cells = lines[2...5].map { $0.split(separator: " ").map(String.init) }
    #expect(
      cells[0] == [
        "1008", "shared", "10.0", "10.0-10.0", "10.0", "10.0", "10.0", "6", "4.00", "2.50",
      ])
    #expect(
      cells[1] == ["1008", "copy", "5.0", "5.0-5.0", "5.0", "5.0", "5.0", "6", "8.00", "5.00"])
    #expect(
      cells[2]
        == ["1008", "MPI_Allreduce,", "defaults", "40.0", "40.0-40.0", "40.0", "40.0", "40.0", "6"])
    #expect(cells[3][2] == "ring")
    #expect(!lines.contains { $0.contains("slow ring") || $0.contains("~") }, "\(lines)")
  }

  @Test("adds starts of the same way, settings and size, and survives its JSON")
  func merging() throws {
    let line = Array(report.json.serialized().utf8)
    let merged = try report.merged(with: ExchangeReport(parsing: line))
    #expect(merged.entries.count == 6)
    #expect(merged.entries.allSatisfy { $0.statistics.count == 12 && $0.rounds.count == 12 })
    #expect(merged.rows.count == 6)
    #expect(merged.rows[1].cells.first { $0.column == "exchange" }?.value == "copy")
    #expect(throws: BenchmarkError.self) { try ExchangeReport(parsing: Array("x".utf8)) }
  }

  @Test("no two settings have one name or the same variables, and the defaults set none")
  func settings() {
    let all = MPISetting.all(isOneHost: true)
    #expect(Set(all.map(\.name)).count == all.count)
    #expect(Set(all.map(\.parameters)).count == all.count)
    #expect(all[0].parameters.isEmpty)
    #expect(MPISetting.names.allSatisfy { $0.hasPrefix("OMPI_MCA_") })
  }
}
