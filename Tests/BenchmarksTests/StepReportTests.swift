import FileFormats
import Parallel
import Testing

@testable import Benchmarks

/// Steps that were never measured.
@Suite("bench step's report")
struct StepReportTests {
  /// Two ranks: forward takes 2 ms for 0.1 GFLOP, backward 4 ms for 0.3; 1 MB is gathered in
  /// 0.5 ms, 8 MB are updated in 1 ms, and 4 MB exchanged in 2 ms with the waits.
  private static func report(peaks: [Double?] = [100], runs: [RunRecord] = []) -> StepReport {
    StepReport(
      StepReport.Setting(
        worldSize: 2, hostCount: 1, coreCount: 2, batchSize: 128, model: "mlp", data: "MNIST",
        exchange: "shared",
        work: StepWork(
          forwardOperations: 1e8, backwardOperations: 3e8, gatheredBytes: 1e6, updatedBytes: 8e6)),
      peaks: peaks,
      entries: [
        StepEntry(
          leafCount: 8, milliseconds: [8, 8, 8, 8, 8, 10],
          phaseMilliseconds: [
            .gather: [0.5], .forward: [2], .backward: [4], .meet: [0.25], .update: [1],
            .publish: [0.75],
          ], waitingMilliseconds: [[0.5, 1, 9], [0.25, 0.125, 0.25]],
          bytesOfRank: [2_000_000, 2_000_000])
      ], runs: runs)
  }

  @Test("a phase of arithmetic has its share of the peak, another one its GB/s")
  func rates() {
    let report = Self.report()
    let entry = report.entries[0]
    #expect(
      report.rate(of: .forward, in: entry) == .arithmetic(gigaflops: 50, ofPeak: 0.5))
    #expect(
      report.rate(of: .backward, in: entry) == .arithmetic(gigaflops: 75, ofPeak: 0.75))
    #expect(report.rate(of: .gather, in: entry) == .bytes(gigabytes: 2))
    #expect(report.rate(of: .update, in: entry) == .bytes(gigabytes: 8))
    #expect(report.rate(of: .meet, in: entry) == nil)
    #expect(report.exchangeRate(of: entry) == .bytes(gigabytes: 2))
    let refuted = Self.report(peaks: [100, nil])
    #expect(
      refuted.rate(of: .forward, in: entry) == .arithmetic(gigaflops: 50, ofPeak: nil))
  }

  @Test("the table has hosts and exchange, the phases with their rates, and each rank's waiting")
  func table() {
    let lines = StepReport.table([Self.report()], machine: "m").split(
      separator: "\n", omittingEmptySubsequences: false)
    let first = lines[1].split(separator: " ").map(String.init)
    #expect(first.suffix(2) == ["1", "shared"])
    // The median, the interval, the minimum, the 99th percentile and the maximum.
    #expect(first[2...6] == ["8.000", "8.000-10.000", "8.000", "9.900", "10.000"])
    let phases = lines[4].split(separator: " ").joined(separator: " ")
    #expect(
      phases
        == "2 8 0.500 2.0 2.000 50.0 % 4.000 75.0 % 0.250 1.000 8.0 0.750 2.0 0: 1.00 1: 0.25")
  }

  @Test("rows have what the table has, and what the report was measured with")
  func rows() throws {
    let report = Self.report(runs: [RunRecordTests.record(kernels: "v4")])
    #expect(report.rows.count == 1)
    let row = Dictionary(uniqueKeysWithValues: report.rows[0].cells.map { ($0.column, $0.value) })
    #expect(row["ranks"] == "2" && row["exchange"] == "shared" && row["hosts"] == "1")
    #expect(row["milliseconds"] == "8.0" && row["maximum"] == "10.0")
    #expect(row["forwardOfPeak"] == "0.5" && row["updateGigabytes"] == "8.0")
    #expect(row["exchangedGigabytes"] == "2.0")
    #expect(row["waitingMilliseconds"] == "1.0 0.25")
    #expect(row["kernels"] == "v4" && row["commit"] == "abc")
  }

  @Test("JSON has the round of each sample, the starts and the order statistics")
  func json() throws {
    let report = Self.report(runs: [RunRecordTests.record()])
    var entry = report.entries[0]
    entry = entry.merged(
      with: StepEntry(
        leafCount: 8, milliseconds: [7], rounds: [2], phaseMilliseconds: entry.phaseMilliseconds,
        waitingMilliseconds: entry.waitingMilliseconds, bytesOfRank: entry.bytesOfRank))
    let merged = StepReport(
      report.setting, peaks: report.peaks,
      libraries: [LibraryRate(name: "oneDNN", gigaflops: 90)], entries: [entry],
      runs: report.runs + [RunRecordTests.record(round: 2)])
    let json = try JSON(parsing: Array(merged.json.serialized().utf8))
    #expect(json["entries"]?[0]?["rounds"]?.integers == [1, 1, 1, 1, 1, 1, 2])
    #expect(json["entries"]?[0]?["statistics"]?["maximum"]?.numberValue == 10)
    // 0.94 of the way from the sixth to the seventh.
    let last = json["entries"]?[0]?["statistics"]?["p99"]?.numberValue ?? 0
    #expect(abs(last - 9.88) < 1e-9)
    #expect(json["runs"]?[1]?["round"]?.integerValue == 2)
    #expect(json["libraries"]?[0]?["name"]?.stringValue == "oneDNN")
    let parsed = try #require(StepReport(json))
    #expect(parsed.runs == merged.runs && parsed.libraries == merged.libraries)
    #expect(parsed.setting == merged.setting)
  }

  /// 100 floats with Adam's two slots: weights and slots twice, and gradients.
  @Test("an update reads the gradients of all blocks, and with mpi is made by every rank")
  func updatedBytes() {
    func bytes(_ exchange: ExchangeKind, ranks: Int) -> Double {
      StepMeasurement.updatedBytes(
        floatCount: 100, slotCount: 2, blockCount: ranks, exchange: exchange, worldSize: ranks)
    }
    #expect(bytes(.shared, ranks: 1) == 4 * 700)
    #expect(bytes(.shared, ranks: 4) == 4 * 1_000)
    #expect(bytes(.mpi, ranks: 4) == 4 * 700 * 4)
    #expect(bytes(.mpi, ranks: 1) == 4 * 700)
  }
}
