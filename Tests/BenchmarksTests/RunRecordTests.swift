import FileFormats
import Testing

@testable import Benchmarks

@Suite("RunRecord")
struct RunRecordTests {
  /// A record of a start on two hosts.
  static func record(round: Int = 1, kernels: String = "v3") -> RunRecord {
    let hosts = ["a", "b"].map { name in
      HostRecord(
        name: name, rankCount: 2, usableCount: 3,
        machine: Machine(
          processor: 0, of: 4, kernels: kernels, system: "Linux", read: { _ in nil }))
    }
    return RunRecord(
      round: round, commit: "abc", mpi: "Open MPI v4",
      settings: [RunRecord.Setting(name: "OMPI_MCA_pml", value: "ob1")], command: "mpirun x",
      hosts: hosts, load: LoadSpan(start: 0.5, end: 1.5))
  }

  @Test("survives its JSON")
  func json() throws {
    let record = Self.record()
    let json = try JSON(parsing: Array(record.json.serialized().utf8))
    #expect(RunRecord(json) == record)
    #expect(json["hosts"]?[1]?["machine"]?["kernels"]?.stringValue == "v3")
    #expect(json["load"]?["end"]?.numberValue == 1.5)
  }

  @Test("has the user's settings of Open MPI, without those that mpirun makes")
  func settings() {
    let settings = RunRecord.settings(in: [
      "OMPI_MCA_pml": "ucx", "OMPI_MCA_btl": "^openib", "PATH": "/bin",
      "OMPI_COMM_WORLD_SIZE": "2", "OMPI_MCA_orte_launch": "1", "OMPI_MCA_ess_base_vpid": "0",
      "OMPI_MCA_initial_wdir": "x",
    ])
    #expect(settings.map(\.name) == ["OMPI_MCA_btl", "OMPI_MCA_pml"])
    #expect(settings.map(\.value) == ["^openib", "ucx"])
  }

  @Test("a command's record is added to each report")
  func command() throws {
    let record = CommandRecord(
      line: "lockstep bench", date: "2026-12-01T00:00:00Z", load: LoadSpan(start: 3),
      twoLoopsShare: 0.5, warnings: [.disturbedLoops(share: 0.5)])
    let reports = record.added(to: [["a": 1], ["a": 2]])
    #expect(reports[1]?["a"]?.integerValue == 2)
    #expect(reports[1]?["command"]?["line"]?.stringValue == "lockstep bench")
    #expect(reports[0]?["command"]?["load"]?["start"]?.numberValue == 3)
    #expect(reports[0]?["command"]?["warnings"]?.arrayValue?.count == 1)
  }
}

@Suite("MeasurementWarning")
struct MeasurementWarningTests {
  /// The load, the ranks and the processors, and whether there is a warning.
  @Test(
    "of a load above the processors that no rank needs",
    arguments: [
      (0.1, 2, 2, false), (0.9, 2, 2, true), (0.9, 1, 2, false), (1.5, 1, 2, true),
      (3, 8, 4, true), (30, 2, 64, false),
    ])
  func load(load: Double, ranks: Int, processors: Int, warns: Bool) {
    let warning = MeasurementWarning.ofLoad(load, ranks: ranks, processors: processors)
    #expect((warning != nil) == warns)
    #expect(MeasurementWarning.ofLoad(nil, ranks: 8, processors: 1) == nil)
    if let warning { #expect("\(warning)".contains("load average was \(load.digits(2))")) }
  }

  @Test("of loops that disturb one another")
  func loops() throws {
    #expect(MeasurementWarning.ofLoops(nil) == nil)
    #expect(MeasurementWarning.ofLoops(0.98) == nil)
    let warning = try #require(MeasurementWarning.ofLoops(0.55))
    #expect("\(warning)".contains("55 %"))
  }

  @Test("of repeats that differ, naming the widest")
  func spread() throws {
    let narrow = Statistics([100, 101, 100, 101, 100, 101])
    let wide = Statistics([100, 130, 100, 130, 100, 130])
    #expect(MeasurementWarning.ofSpread([("a", narrow)]) == nil)
    #expect(MeasurementWarning.ofSpread([]) == nil)
    let warning = try #require(
      MeasurementWarning.ofSpread([
        ("a", narrow), ("b", wide), ("c", Statistics([1, 2])), ("d", Statistics([5])),
      ]))
    #expect("\(warning)".hasPrefix("the repeats of c differ by 67 %, and those of 1 more"))
  }
}
