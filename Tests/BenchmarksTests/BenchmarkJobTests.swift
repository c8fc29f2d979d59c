import Launcher
import Testing

@testable import Benchmarks

@Suite("BenchmarkJob")
struct BenchmarkJobTests {
  private func line(
    _ job: BenchmarkJob, _ environment: [String: String] = [:], usable: [Int] = [0, 1]
  ) -> JobLine {
    job.line(["program"], environment, usable: ProcessorSet(usable), canPin: true).line
  }

  @Test("settings for one host go to jobs on this host alone")
  func oneHost() {
    let own = line(BenchmarkJob(worldSize: 2))
    #expect(own.variables.contains { $0.name == "OMPI_MCA_pml" && $0.value == "ob1" })
    let several = line(BenchmarkJob(worldSize: 2, hostFile: "hosts"))
    #expect(!several.variables.contains { $0.name.hasPrefix("OMPI_MCA_") }, "\(several.shown)")
    let distributed = line(
      BenchmarkJob(worldSize: 2), ["OMPI_MCA_orte_default_hostfile": "hosts"])
    #expect(!distributed.variables.contains { $0.name.hasPrefix("OMPI_MCA_") })
  }

  @Test("no setting for several hosts chooses how messages travel")
  func severalHosts() {
    let settings = MPISetting.all(isOneHost: false)
    #expect(settings.count > 1)
    for setting in settings {
      let names = setting.parameters.keys.sorted()
      #expect(names.allSatisfy { $0.hasPrefix("coll_tuned_") }, "\(names)")
    }
    #expect(MPISetting.all(isOneHost: true).contains { $0.parameters["pml"] == "ob1" })
  }

  @Test("the user's settings stay, but for those that a measurement of them replaces")
  func usersSettings() throws {
    let environment = ["OMPI_MCA_pml": "ucx"]
    #expect(!line(BenchmarkJob(worldSize: 2), environment).variables.contains { $0.1 == "ob1" })
    let replaced = BenchmarkJob(worldSize: 2, setting: .defaults)
      .line(["program"], environment, usable: ProcessorSet([0]), canPin: true)
    #expect(replaced.inherited.isEmpty)
  }

  @Test("one process is pinned to a processor that it may use")
  func pinned() {
    let job = BenchmarkJob(worldSize: 1)
    #expect(line(job, usable: [5, 7]).arguments == ["taskset", "-c", "5", "program"])
    let unpinned = job.line(["program"], [:], usable: ProcessorSet([5]), canPin: false).line
    #expect(unpinned.arguments == ["program"])
  }

  @Test("ranks are bound to cores while there are enough processors that they may use")
  func binding() {
    let job = BenchmarkJob(worldSize: 2)
    #expect(line(job, usable: [0, 1]).arguments.contains("core"))
    #expect(line(job, usable: [1]).arguments.contains("--oversubscribe"))
  }
}
