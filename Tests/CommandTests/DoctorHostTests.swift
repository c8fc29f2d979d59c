import FileFormats
import Foundation
import TestSupport
import Testing

/// `lockstep doctor` on machines and hosts that namespaces make.
@Suite(
  "lockstep doctor, on hosts of namespaces", .serialized, .timeLimit(.minutes(10)),
  .enabled(if: canMakeHosts(), "needs root, iproute2 and the right to make network namespaces"))
struct DoctorHostTests {
  /// Runs the doctor for two ranks, after `mounts` in a mount namespace of its own.
  private func doctor(_ folder: URL, _ mounts: String) throws
    -> PlantedMisconfigurationTests.Findings
  {
    let result = try Job.program(
      "unshare",
      [
        "--mount", "sh", "-ec", "\(mounts)\nexec \"$0\" \"$@\"", try Products.path(of: "lockstep"),
        "doctor", "--json", "--ranks", "2", "--checkpoint-dir", "run",
      ], directory: folder)
    return try PlantedMisconfigurationTests.findings(result.standardOutput)
  }

  @Test(
    "finds too little shared memory, and disks that are full or cannot be written to",
    arguments: [
      ("-o size=1m tmpfs /dev/shm", "shared memory", "problem", "/dev/shm has 1 MiB free"),
      ("-o size=16m tmpfs /dev/shm", "shared memory", "warning", "compressed data"),
      ("-o size=1m tmpfs run", "disk", "problem", "run has "),
      ("-o nr_inodes=20 tmpfs run", "inodes", "problem", "run has room for "),
      ("-o ro tmpfs run", "checkpoints", "problem", "Read-only file system"),
    ])
  func mounts(options: String, check: String, status: String, words: String) throws {
    try withTemporaryDirectory { folder in
      try FileManager.default.createDirectory(
        at: folder.appending(path: "run"), withIntermediateDirectories: true)
      let found = try doctor(folder, "mount -t tmpfs \(options)")
      #expect(found[check]?.status == status, "\(found)")
      #expect(found[check]?.text.contains(words) == true, "\(found)")
      let usual = try doctor(folder, "true")
      #expect(usual[check]?.status != "problem", "\(usual)")
    }
  }

  @Test("finds a host with another clock, another program and other data, and nothing elsewhere")
  func hosts() async throws {
    let name = "d\(UUID().uuidString.filter { $0 != "-" }.lowercased().prefix(12))"
    let runner = try ScriptRunner(tools: [])
    defer {
      let script = runner.root.appending(path: "scripts/cluster").path
      _ = try? Job.program("bash", [script, "down", "--name", name])
      runner.remove()
    }
    let root = runner.root
    for (folder, count) in [("images", 20), ("others", 21)] {
      try SmallImages.write(to: root.appending(path: folder), trainCount: count)
    }
    let command = try Products.path(of: "lockstep")
    let copy = root.appending(path: "copy")
    try FileManager.default.copyItem(atPath: command, toPath: copy.path)
    let handle = try FileHandle(forWritingTo: copy)
    try handle.seekToEnd()
    try handle.write(contentsOf: Data([0]))
    try handle.close()
    let clock = try preloaded(
      """
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <time.h>
      int clock_gettime(clockid_t clock, struct timespec *time) {
        int (*next)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
        int result = next(clock, time);
        if (result == 0 && clock == CLOCK_REALTIME) time->tv_sec += 30;
        return result;
      }
      """, in: root)
    func doctor(_ program: String) async throws -> (PlantedMisconfigurationTests.Findings, Int32) {
      try runner.stub("program", program)
      let outcome = try await runner.run(
        "scripts/cluster",
        [
          "run", "--name", name, "--hosts", "2", "--ranks-per-host", "1", "--",
          root.appending(path: "program").path,
        ],
        environment: [
          "PATH": ProcessInfo.processInfo.environment["PATH"]
            ?? "/usr/sbin:/usr/bin:/sbin:/bin"
        ])
      return (try PlantedMisconfigurationTests.findings(outcome.output), outcome.exitCode)
    }
    let (usual, code) = try await doctor("exec \(command) doctor --json --data \(root.path)/images")
    for check in ["program", "data", "clocks of the hosts", "processor family"] {
      #expect(usual[check]?.status == "ok", "\(check): \(usual)")
    }
    #expect(code == (usual.values.contains { $0.status == "problem" } ? 1 : 0), "\(usual)")

    let (found, _) = try await doctor(
      """
      [ "$(hostname)" = host-1 ] || exec \(command) doctor --json --data \(root.path)/images
      LD_PRELOAD=\(clock) exec \(copy.path) doctor --json --data \(root.path)/others
      """)
    for (check, status, words) in [
      ("program", "problem", "rank 1 on host-1 runs another file"),
      ("data", "problem", "rank 1 on host-1 has 21 samples"),
      ("clocks of the hosts", "warning", "that of host-1 is 30 s ahead of rank 0's"),
    ] {
      #expect(found[check]?.status == status, "\(found)")
      #expect(found[check]?.text.contains(words) == true, "\(found)")
    }
    for (check, finding) in usual where !["messages", "two cores"].contains(where: check.hasPrefix)
    {
      guard !["program", "data", "clocks of the hosts"].contains(check) else { continue }
      #expect(found[check]?.status == finding.status, "\(check): \(found)")
    }
  }
}
