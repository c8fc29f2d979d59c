import Testing

@testable import LockstepCommand

/// What the checks make of machines and jobs that nobody here has.
@Suite("the findings of lockstep doctor")
struct DoctorFindingTests {
  /// A machine on which all is well.
  private var healthy: MachineFacts {
    MachineFacts(
      launcher: LauncherFacts(
        paths: ["/usr/bin/mpirun"], file: "/usr/bin/orterun", version: "mpirun (Open MPI) 4.1.4\n",
        library: "/usr/lib/x86_64-linux-gnu/libmpi.so.40.30.4",
        libraryVersion: "Open MPI v4.1.4, package: Debian OpenMPI"),
      root: RootFacts(isRoot: false),
      processors: ProcessorFacts(ranks: 4, online: 8, allowed: 8, quota: nil, cores: 4),
      sharedMemory: SharedMemoryFacts(
        ranks: 4, directory: "/dev/shm", free: 1 << 30, parameterCount: 407_050),
      kernels: KernelFacts(
        processor: "some", architecture: "x86-64", chosen: "v4", supported: ["v3", "v4"]),
      folder: FolderFacts(
        path: "runs", error: nil, lock: .exclusive, saveMilliseconds: 3, freeByteCount: 1 << 34,
        freeInodes: 1_000_000, checkpointByteCount: 4_884_600),
      limits: LimitFacts(
        ranks: 4, openFiles: 1_024, mostOpenFiles: 4_096, fileSize: nil, processes: 10_000,
        checkpointByteCount: 4_884_600),
      clock: ClockFacts(milliseconds: 300, resolution: 20, wallStep: 0.01, source: "tsc"),
      interference: InterferenceFacts(share: 0.98),
      reference: ReferenceFacts(numerics: 1, found: "aa", expected: "aa"))
  }

  private func rank(_ number: Int, _ processors: [Int]) -> RankFacts {
    RankFacts(
      rank: number, host: "a", program: "1234 of 5 bytes", kernels: "v4", architecture: "x86-64",
      data: "10 samples", variables: ["OMPI_MCA_pml": "ob1"], processors: processors, online: 8)
  }

  private var healthyJob: JobFacts {
    JobFacts(
      ranks: (0..<4).map { rank($0, [$0]) },
      links: [LinkFacts(rank: 1, isOnHost: true, microseconds: 0.4, bytesPerSecond: 8e9)])
  }

  @Test("are ok where all is well, one line each")
  func healthyMachine() {
    for finding in healthy.findings + healthyJob.findings {
      #expect(finding.status == .ok, "\(finding.line)")
      #expect(finding.remedy == nil, "\(finding.line)")
      #expect(!finding.line.contains("\n"))
    }
  }

  /// Expects that a change of the healthy machine makes one finding another one, with advice.
  private func expect(
    _ status: Finding.Status, _ check: String, _ words: [String],
    sourceLocation: SourceLocation = #_sourceLocation, _ change: (inout MachineFacts) -> Void
  ) {
    var machine = healthy
    change(&machine)
    expect(machine.findings, status, check, words, sourceLocation: sourceLocation)
  }

  private func expectJob(
    _ status: Finding.Status, _ check: String, _ words: [String],
    sourceLocation: SourceLocation = #_sourceLocation, _ change: (inout JobFacts) -> Void
  ) {
    var job = healthyJob
    change(&job)
    expect(job.findings, status, check, words, sourceLocation: sourceLocation)
  }

  private func expect(
    _ findings: [Finding], _ status: Finding.Status, _ check: String, _ words: [String],
    sourceLocation: SourceLocation
  ) {
    let wrong = findings.filter { $0.status != .ok }
    #expect(wrong.count == 1, "\(wrong)", sourceLocation: sourceLocation)
    guard let found = wrong.first else { return }
    #expect(found.status == status, "\(found.line)", sourceLocation: sourceLocation)
    #expect(found.check == check, "\(found.line)", sourceLocation: sourceLocation)
    for word in words {
      #expect(found.line.contains(word), "\(word): \(found.line)", sourceLocation: sourceLocation)
    }
  }

  @Test("name an mpirun that is another MPI's, another version's, or none")
  func launcher() {
    expect(.problem, "mpirun", ["/opt/mpich/bin/mpirun", "HYDRA", "also /usr/bin/mpirun"]) {
      $0.launcher.paths = ["/opt/mpich/bin/mpirun", "/usr/bin/mpirun"]
      $0.launcher.version = "HYDRA build details:\n  Version: 4.0"
    }
    expect(.problem, "mpirun", ["is Open MPI 5.0.1", "linked with Open MPI 4.1.4"]) {
      $0.launcher.version = "mpirun (Open MPI) 5.0.1"
    }
    expect(.warning, "mpirun", ["/opt/ompi", "libmpi.so"]) {
      $0.launcher.file = "/opt/ompi/bin/orterun"
    }
    expect(.problem, "mpirun", ["none is on the PATH", "openmpi-bin"]) { $0.launcher.paths = [] }
    expect(.unknown, "mpirun", ["does not answer"]) { $0.launcher.version = nil }
    expect(.unknown, "mpirun", ["wrapper", "is not known"]) {
      $0.launcher.version = "a site's own wrapper"
    }
  }

  @Test("name root without the variables, unless mpirun has started it")
  func root() {
    expect(.problem, "user", ["root", "OMPI_ALLOW_RUN_AS_ROOT=1"]) { $0.root.isRoot = true }
    for root in [
      RootFacts(isRoot: true, isAllowed: true), RootFacts(isRoot: true, isRank: true),
    ] { #expect(root.findings[0].status == .ok) }
  }

  @Test("name ranks that have to take turns, and slots that mpirun does not count")
  func processors() {
    expect(.warning, "processors", ["4 ranks take turns", "at most 2 ranks"]) {
      $0.processors?.allowed = 2
    }
    expect(.warning, "processors", ["the time of 1.5", "at most 1 rank,"]) {
      $0.processors?.quota = 1.5
    }
    expect(.warning, "processors", ["the time of 6", "--cpuset-cpus"]) { $0.processors?.quota = 6 }
    expect(.warning, "processors", ["2 cores as slots", "--use-hwthread-cpus"]) {
      $0.processors?.cores = 2
    }
  }

  @Test("name shared memory without room")
  func sharedMemory() {
    expect(.problem, "shared memory", ["1 MiB free", "4 ranks", "--shm-size=1g"]) {
      $0.sharedMemory.free = 1 << 20
    }
    expect(.warning, "shared memory", ["61 MiB free", "compressed data"]) {
      $0.sharedMemory.free = 61 << 20
    }
    expect(.unknown, "shared memory", ["/dev/shm"]) { $0.sharedMemory.free = nil }
    #expect(SharedMemoryFacts(ranks: 1, free: 0).findings[0].status == .ok)
  }

  @Test("name kernels that are not the best")
  func kernels() {
    expect(.warning, "kernels", ["v3", "executes v4 too", "LOCKSTEP_KERNELS"]) {
      $0.kernels.chosen = "v3"
    }
  }

  @Test("name a folder that cannot be written to, locked or filled")
  func folder() {
    expect(.problem, "checkpoints", ["read-only", "--checkpoint-dir"]) {
      $0.folder?.error = "runs: cannot create: read-only file system (errno 30)"
    }
    expect(.problem, "locks", ["one lock twice"]) { $0.folder?.lock = .shared }
    expect(.warning, "locks", ["no locks (Function not implemented)"]) {
      $0.folder?.lock = .unsupported("Function not implemented")
    }
    expect(.unknown, "locks", ["could be opened twice"]) { $0.folder?.lock = nil }
    expect(.unknown, "saving", ["not synced"]) { $0.folder?.saveMilliseconds = nil }
    expect(.warning, "saving", ["2500 ms"]) { $0.folder?.saveMilliseconds = 2_500 }
    expect(.problem, "disk", ["8 MiB free", "takes 5 MiB"]) { $0.folder?.freeByteCount = 8 << 20 }
    expect(.warning, "disk", ["--keep 3"]) { $0.folder?.freeByteCount = 50 << 20 }
    expect(.problem, "inodes", ["7 more files", "df -i"]) { $0.folder?.freeInodes = 7 }
    var machine = healthy
    machine.folder?.freeInodes = nil
    #expect(machine.findings.allSatisfy { $0.status == .ok })
  }

  @Test("name low limits")
  func limits() {
    expect(.warning, "open files", ["limit is 20", "needs 43", "ulimit -n"]) {
      $0.limits.openFiles = 20
    }
    expect(.problem, "open files", ["limit is 20", "administrator"]) {
      $0.limits.openFiles = 20
      $0.limits.mostOpenFiles = 30
    }
    expect(.problem, "file size", ["1024 KiB", "ulimit -f unlimited"]) {
      $0.limits.fileSize = 1 << 20
    }
    expect(.warning, "processes", ["limit is 30", "64"]) { $0.limits.processes = 30 }
  }

  @Test("name clocks that jump, and cores that disturb one another")
  func clocks() {
    expect(.problem, "clocks", ["went back"]) { $0.clock?.goesBack = true }
    expect(.warning, "clocks", ["moved by -40 ms"]) { $0.clock?.wallStep = -40 }
    expect(.warning, "clocks", ["hpet"]) { $0.clock?.source = "hpet" }
    expect(.unknown, "clocks", ["not watched"]) { $0.clock?.milliseconds = 0.2 }
    expect(.warning, "two cores", ["70 %", "hyper-threads"]) { $0.interference?.share = 0.7 }
    expect(.warning, "two cores", ["50 %", "one core"]) { $0.interference?.share = 0.5 }
    expect(.unknown, "two cores", ["one processor"]) {
      $0.interference = InterferenceFacts(reason: "there is one processor")
    }
  }

  @Test("name a machine that computes something else")
  func reference() {
    expect(.problem, "training", ["ends in bb", "numerics version 1 in aa"]) {
      $0.reference.found = "bb"
    }
    expect(.problem, "training", ["fails: no memory"]) {
      $0.reference.found = nil
      $0.reference.error = "no memory"
    }
    expect(.unknown, "training", ["is not known"]) { $0.reference.expected = nil }
  }

  @Test("name the ranks that have another program, other data or another environment")
  func ranks() {
    expectJob(.problem, "program", ["rank 2 on b", "another file"]) {
      $0.ranks[2].program = "9999 of 5 bytes"
      $0.ranks[2].host = "b"
    }
    expectJob(.unknown, "program", ["rank 1 on a cannot read"]) { $0.ranks[1].program = nil }
    expectJob(.problem, "processor family", ["rank 3 on a", "arm64"]) {
      $0.ranks[3].architecture = "arm64"
    }
    expectJob(.warning, "kernels of the ranks", ["rank 3 on a uses v3"]) {
      $0.ranks[3].kernels = "v3"
    }
    expectJob(.problem, "data", ["rank 1 on a has 9 samples", "rank 0 has 10 samples"]) {
      $0.ranks[1].data = "9 samples"
    }
    expectJob(.problem, "data", ["rank 1 on a: no such file"]) {
      $0.ranks[1].data = nil
      $0.ranks[1].dataError = "no such file"
    }
    expectJob(.warning, "environment", ["rank 3 on a has no OMPI_MCA_pml", "-x OMPI_MCA_pml"]) {
      $0.ranks[3].variables = [:]
    }
  }

  @Test("name ranks that share processors, and messages that are slow")
  func placement() {
    expectJob(.problem, "binding", ["rank 1 on a share processor 0", "--bind-to none"]) {
      $0.ranks[1].processors = [0]
    }
    expectJob(.warning, "oversubscription", ["4 ranks on a, which has 2 processors"]) { job in
      for index in job.ranks.indices { job.ranks[index].online = 2 }
    }
    expectJob(.unknown, "binding", ["rank 1 on a"]) { $0.ranks[1].processors = nil }
    expectJob(.warning, "messages", ["250 us to rank 1", "one host"]) {
      $0.links[0].microseconds = 250
    }
    expectJob(.warning, "messages", ["0.05 GB/s to rank 1 (another host)", "btl_tcp_if_include"]) {
      $0.links[0].isOnHost = false
      $0.links[0].bytesPerSecond = 0.05e9
    }
    // Each may run anywhere.
    var unbound = healthyJob
    for index in unbound.ranks.indices { unbound.ranks[index].processors = Array(0..<8) }
    #expect(unbound.findings.allSatisfy { $0.status == .ok })
    // Of a process alone only the data, where they were asked for.
    var alone = rank(0, [0])
    #expect(JobFacts(ranks: [alone]).findings.map(\.line) == ["ok      data: 10 samples"])
    alone.dataError = "nowhere: cannot open"
    #expect(JobFacts(ranks: [alone]).findings.map(\.line) == ["problem data: nowhere: cannot open"])
    (alone.data, alone.dataError) = (nil, nil)
    #expect(JobFacts(ranks: [alone]).findings.isEmpty)
  }

  @Test("name the host whose clock is another's")
  func hostClocks() {
    func facts(lead: Double, uncertainty: Double = 0.1) -> [Finding] {
      var job = healthyJob
      for index in 2..<4 { job.ranks[index].host = "b" }
      job.ranks[2].clockLead = lead
      job.ranks[2].clockUncertainty = uncertainty
      return job.findings.filter { $0.check == "clocks of the hosts" }
    }
    for (lead, words) in [(-12_300.0, "12 s behind"), (1_200, "1.2 s ahead of")] {
      let finding = facts(lead: lead)
      #expect(finding.map(\.status) == [.warning])
      #expect(finding[0].line.contains("that of b is \(words) rank 0's"), "\(finding[0].line)")
    }
    #expect(facts(lead: 900).map(\.status) == [.ok])
    #expect(facts(lead: 1_200, uncertainty: 500).map(\.status) == [.ok])
    #expect(!healthyJob.findings.contains { $0.check == "clocks of the hosts" })
  }

  @Test("name the host where there are several")
  func hosts() {
    var other = healthy
    other.sharedMemory.free = 0
    var reports = (0..<4).map { RankReport(rank: rank($0, [$0])) }
    reports[0].machine = healthy
    reports[2].machine = other
    for index in 2..<4 { reports[index].rank.host = "b" }
    let wrong = DoctorCommand.findings(reports, []).filter { $0.status != .ok }
    #expect(wrong.map(\.check) == ["shared memory on b"])
  }
}
