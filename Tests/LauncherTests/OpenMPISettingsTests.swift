import Testing

@testable import Launcher

/// What is set for a job, beside what the user has set.
@Suite("OpenMPISettings")
struct OpenMPISettingsTests {
  private func line(_ settings: OpenMPISettings) -> String {
    JobLine(settings, ranks: 2, program: ["program"]).shown
  }

  @Test("one host is sped up, and root is allowed, unless the user has set the same")
  func variables() {
    var settings = OpenMPISettings(["HOME": "/"])
    settings.allowRoot(true)
    settings.speedUpOneHost()
    let root = "OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1"
    let speed = "OMPI_MCA_pml=ob1 OMPI_MCA_btl_vader_single_copy_mechanism=none"
    #expect(line(settings) == "env \(root) \(speed) mpirun -np 2 program")

    var users = OpenMPISettings(
      ["OMPI_MCA_pml": "ucx", "OMPI_ALLOW_RUN_AS_ROOT": ""],
      parameters: [(name: "btl_vader_single_copy_mechanism", value: "cma")])
    users.allowRoot(false)
    users.speedUpOneHost()
    #expect(
      line(users) == "env OMPI_MCA_btl_vader_single_copy_mechanism=cma mpirun -np 2 program")
  }

  @Test("a cut link ends the job in six seconds, unless the user says when")
  func keepalive() {
    var settings = OpenMPISettings(["OMPI_MCA_oob_tcp_keepalive_probes": "3"])
    settings.endWhenALinkIsCut()
    #expect(
      settings.variables.map(\.name) == [
        "OMPI_MCA_oob_tcp_keepalive_time", "OMPI_MCA_oob_tcp_keepalive_intvl",
      ])
  }

  @Test(
    "ranks are fitted to the processors",
    arguments: [
      (threads: 2, cores: 2, ranks: 2, expected: [String]()),
      (threads: 2, cores: 2, ranks: 3, expected: ["--oversubscribe", "--bind-to", "none"]),
      (threads: 4, cores: 2, ranks: 4, expected: ["--use-hwthread-cpus"]),
      (threads: 4, cores: 2, ranks: 5, expected: ["--oversubscribe", "--bind-to", "none"]),
    ])
  func fitting(threads: Int, cores: Int, ranks: Int, expected: [String]) {
    let processors = Processors(threadCount: threads, coreCount: cores)
    var settings = OpenMPISettings([:])
    settings.fit(ranks, to: processors)
    #expect(settings.options == expected)
    var users = OpenMPISettings(
      ["OMPI_MCA_rmaps_base_oversubscribe": "1", "OMPI_MCA_hwloc_base_binding_policy": "none"])
    users.fit(ranks, to: processors)
    #expect(users.options == expected.filter { $0 == "--use-hwthread-cpus" })
    var bound = OpenMPISettings([:], options: ["--bind-to", "core"])
    bound.fit(ranks, to: processors)
    #expect(
      bound.options == ["--bind-to", "core"]
        + expected.filter { !["--bind-to", "none"].contains($0) })
  }

  /// Open MPI counts Slurm's tasks as slots.
  @Test("ranks are fitted to Slurm's tasks, without yielding where there are processors for all")
  func slurm() {
    let job = ["SLURM_JOBID": "1", "SLURM_TASKS_PER_NODE": "1(x1)"]
    var settings = OpenMPISettings(job)
    settings.fit(2, to: Processors(threadCount: 2, coreCount: 2))
    #expect(settings.options == ["--oversubscribe", "--bind-to", "none"])
    #expect(settings["OMPI_MCA_mpi_yield_when_idle"] == "0")
    var crowded = OpenMPISettings(job)
    crowded.fit(3, to: Processors(threadCount: 2, coreCount: 2))
    #expect(crowded.options == ["--oversubscribe", "--bind-to", "none"])
    #expect(crowded["OMPI_MCA_mpi_yield_when_idle"] == nil)
    var tasks = OpenMPISettings(job.merging(["SLURM_TASKS_PER_NODE": "4"]) { $1 })
    tasks.fit(4, to: Processors(threadCount: 4, coreCount: 2))
    #expect(tasks.options == [])
  }

  @Test("a job on several hosts is a batch system's, or a default host file's")
  func severalHosts() {
    #expect(OpenMPISettings.isOneHost([:]))
    #expect(OpenMPISettings.isOneHost(["SLURM_JOB_NUM_NODES": "1", "PBS_NODEFILE": ""]))
    for name in [
      "SLURM_JOB_NUM_NODES", "OMPI_MCA_orte_default_hostfile", "PBS_NODEFILE", "LSB_HOSTS",
    ] {
      #expect(!OpenMPISettings.isOneHost([name: "2"]), "\(name)")
    }
  }

  @Test("a line can be pasted into a shell, and numbers a start that may be followed by others")
  func shown() {
    let settings = OpenMPISettings(
      [:], parameters: [(name: "btl", value: "^tcp")], options: ["-x", "A"])
    let line = JobLine(
      settings, ranks: 3, attempt: 2, hosts: ["--host", "a:1,b:2"],
      program: ["my program", "--data", "", "it's", "a\nb", "größe"])
    #expect(
      line.shown == """
        env OMPI_MCA_btl=\\^tcp LOCKSTEP_ATTEMPT=2 mpirun -np 3 -x LOCKSTEP_ATTEMPT --host a:1,b:2 \
        -x A my\\ program --data '' it\\'s \
        $'a\\u000ab' größe
        """)
    #expect(
      line.environment(["A": "1"]) == ["A": "1", "OMPI_MCA_btl": "^tcp", "LOCKSTEP_ATTEMPT": "2"])
  }

  @Test("another MPI's mpirun is refused in one line")
  func foreign() throws {
    for version in [
      "mpirun (Open MPI) 4.1.4\n\nReport bugs to\n", "mpirun (OpenRTE) 1.8\n", "?",
    ] {
      try MPIRunCheck.check("/usr/bin/mpirun", version: version)
    }
    for version in [
      "HYDRA build details:\n    Version: 4.1\n",
      "Intel(R) MPI Library for Linux* OS, Version 2021",
      "mpirun: MVAPICH2 2.3", "slurm 22.05.8", "",
    ] {
      let error = #expect(throws: LaunchError.self) {
        try MPIRunCheck.check("/usr/bin/mpirun", version: version)
      }
      #expect(error?.description.hasPrefix("/usr/bin/mpirun is not Open MPI's mpirun") == true)
      #expect(error?.description.contains("\n") == false)
    }
  }
}
