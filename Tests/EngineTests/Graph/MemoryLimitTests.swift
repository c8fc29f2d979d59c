import Testing

@testable import Engine

/// The limits of control groups, as containers and batch systems set them.
@Suite("MemoryLimit")
struct MemoryLimitTests {
  private func limit(_ groups: String, _ files: [String: String]) -> Int? {
    MemoryLimit.lowestLimit(groups: groups) { files[$0] }
  }

  @Test("is the lowest on the way to the process's own group")
  func versionTwo() {
    let files = [
      "/sys/fs/cgroup/a/b/memory.max": "max\n", "/sys/fs/cgroup/a/memory.max": "2000\n",
      "/sys/fs/cgroup/memory.max": "3000\n", "/sys/fs/cgroup/other/memory.max": "1\n",
    ]
    #expect(limit("0::/a/b\n", files) == 2_000)
    #expect(limit("0::/a\n", files) == 2_000)
    #expect(limit("0::/\n", files) == 3_000)
  }

  @Test("is that of memory's own hierarchy in version 1")
  func versionOne() {
    let files = [
      "/sys/fs/cgroup/memory/job/memory.limit_in_bytes": "4096\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    ]
    #expect(limit("5:cpu,cpuacct:/job\n4:memory:/job\n", files) == 4_096)
  }

  @Test("is none without a group, a file or a number")
  func none() {
    #expect(limit("", [:]) == nil)
    #expect(limit("0::/a", ["/sys/fs/cgroup/a/memory.max": "max"]) == nil)
    #expect(limit("nonsense\n0:", ["/sys/fs/cgroup/memory.max": "1"]) == nil)
  }
}
