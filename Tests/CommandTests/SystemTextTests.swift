import Testing

@testable import LockstepCommand

@Suite("what lockstep doctor reads of the system")
struct SystemTextTests {
  @Test("reads lists of processors")
  func processors() {
    #expect(SystemText.allowedProcessors("Name:\tx\nCpus_allowed_list:\t0-2,7\n") == [0, 1, 2, 7])
    #expect(SystemText.allowedProcessors("Cpus_allowed_list:\t5\n") == [5])
    for text in ["", "Cpus_allowed_list:\t\n", "Cpus_allowed_list:\t3-1", "Cpus_allowed_list: x"] {
      #expect(SystemText.allowedProcessors(text) == nil, "\(text)")
    }
  }

  @Test("reads the lowest quota of both versions of control groups")
  func quota() {
    func quota(_ groups: String, _ files: [String: String]) -> Double? {
      SystemText.processorQuota(groups: groups) { files[$0] }
    }
    let files = [
      "/sys/fs/cgroup/a/b/cpu.max": "max 100000\n", "/sys/fs/cgroup/a/cpu.max": "150000 100000\n",
      "/sys/fs/cgroup/cpu.max": "300000 100000\n",
    ]
    #expect(quota("0::/a/b\n", files) == 1.5)
    #expect(quota("0::/\n", files) == 3)
    #expect(quota("0::/c\n", [:]) == nil)
    let old = [
      "/sys/fs/cgroup/cpu/x/cpu.cfs_quota_us": "50000\n",
      "/sys/fs/cgroup/cpu/x/cpu.cfs_period_us": "100000\n",
      "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
      "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
    ]
    #expect(quota("4:cpu,cpuacct:/x\n5:memory:/y\n", old) == 0.5)
    #expect(quota("5:memory:/x\n", old) == nil)
  }

  @Test("finds the library and the processor's name")
  func names() {
    let maps = """
      7f00-7f01 r--p 00000000 08:01 12  /usr/lib/x86_64-linux-gnu/libmpi_cxx.so.40
      7f01-7f02 r--p 00000000 08:01 13  /usr/lib/x86_64-linux-gnu/libmpi.so.40.30.4
      """
    #expect(SystemText.libraryOfMPI(maps) == "/usr/lib/x86_64-linux-gnu/libmpi.so.40.30.4")
    #expect(SystemText.libraryOfMPI("7f00-7f01 r--p 0 08:01 12 [heap]\n") == nil)
    #expect(
      SystemText.processorName("processor\t: 0\nmodel name\t: Some CPU: fast\n")
        == "Some CPU: fast")
    #expect(SystemText.processorName("") == nil)
  }

  @Test("reads versions of Open MPI in its words")
  func versions() {
    #expect(LauncherFacts.number("mpirun (Open MPI) 4.1.4\n") == "4.1.4")
    #expect(LauncherFacts.number("Open MPI v5.0.0rc2, package: x, ident: 5.0.0rc2") == "5.0.0rc2")
    #expect(LauncherFacts.number("HYDRA 4.1.4") == nil)
  }
}
