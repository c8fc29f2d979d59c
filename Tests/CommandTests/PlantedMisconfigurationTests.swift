import FileFormats
import Foundation
import TestSupport
import Testing

/// What `lockstep doctor` says of a machine, and of a job, in which one thing was made wrong.
///
/// The rest is as the doctor finds it on this machine without that, whatever its health.
@Suite("lockstep doctor, where something is wrong")
struct PlantedMisconfigurationTests {
  /// Checks that measure, or look at what other programs use up.
  private static let changing: Set = [
    "clocks", "two cores", "saving", "disk", "inodes", "messages",
  ]

  /// Findings by check.
  typealias Findings = [String: (status: String, text: String)]

  static func findings(_ text: String) throws -> Findings {
    let list = try #require(
      try JSON(parsing: Array(text.utf8)[...])["findings"]?.arrayValue, "\(text)")
    return Dictionary(
      list.map {
        (
          $0["check"]?.stringValue ?? "",
          ($0["status"]?.stringValue ?? "", $0["text"]?.stringValue ?? "")
        )
      }, uniquingKeysWith: { $1 })
  }

  /// Runs the doctor in a folder, after `start` in a shell.
  private func doctor(
    _ folder: URL, _ start: String = "", environment: [String: String] = [:],
    options: [String] = ["--ranks", "2", "--checkpoint-dir", "run"]
  ) throws -> Findings {
    let result = try Job.program(
      "sh",
      ["-c", "\(start)\nexec \"$0\" \"$@\"", Products.path(of: "lockstep"), "doctor", "--json"]
        + options, environment: environment, directory: folder)
    return try Self.findings(result.standardOutput)
  }

  /// Expects another finding of one check, and the same ones of others.
  private func expect(
    _ check: String, _ status: String, _ words: [String], in found: Findings,
    unlike usual: Findings,
    without others: Set<String> = [], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let finding = found[check]
    #expect(finding?.status == status, "\(found)", sourceLocation: sourceLocation)
    for word in words {
      #expect(finding?.text.contains(word) == true, "\(found)", sourceLocation: sourceLocation)
    }
    for (name, other) in usual
    where name != check && !Self.changing.contains(name) && !others.contains(name) {
      #expect(found[name]?.status == other.status, "\(name)", sourceLocation: sourceLocation)
    }
  }

  /// Writes a program into the folder's `bin`.
  private func stub(_ folder: URL, _ name: String, _ text: String) throws {
    let bin = folder.appending(path: "bin")
    try FileManager.default.createDirectory(at: bin, withIntermediateDirectories: true)
    let url = bin.appending(path: name)
    try Data("#!/bin/sh\n\(text)\n".utf8).write(to: url)
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: url.path)
  }

  @Test("finds another MPI's mpirun, another version's, or none, first on the path")
  func launcher() throws {
    try withTemporaryDirectory { folder in
      let usual = try doctor(folder)
      for (answer, words) in [
        ("echo 'HYDRA build details:'", ["is not Open MPI's", "HYDRA"]),
        ("echo 'mpirun (Open MPI) 3.9.9'", ["is Open MPI 3.9.9", "linked with Open MPI"]),
      ] {
        try stub(folder, "mpirun", answer)
        expect(
          "mpirun", "problem", words, in: try doctor(folder, "PATH=$PWD/bin:$PATH"), unlike: usual)
      }
      expect(
        "mpirun", "problem", ["none is on the PATH"], in: try doctor(folder, "PATH=$PWD"),
        unlike: usual)
    }
  }

  @Test("finds root without leave", .enabled(if: geteuid() == 0, "needs root"))
  func root() throws {
    try withTemporaryDirectory { folder in
      let found = try doctor(folder, environment: ["OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": ""])
      expect("user", "problem", ["mpirun refuses"], in: found, unlike: try doctor(folder))
    }
  }

  @Test(
    "finds more ranks than processors", .enabled(if: taskset, "needs taskset and two processors"))
  func processors() throws {
    try withTemporaryDirectory { folder in
      let found = try doctor(
        folder, "set -- \"$0\" \"$@\"; set -- -c 0 \"$@\"; exec taskset \"$@\"")
      expect(
        "processors", "warning", ["1 of ", "2 ranks take turns"], in: found,
        unlike: try doctor(folder))
    }
  }

  @Test("finds limits that are too low")
  func limits() throws {
    try withTemporaryDirectory { folder in
      let usual = try doctor(folder)
      expect(
        "open files", "problem", ["the limit is 20"], in: try doctor(folder, "ulimit -n 20"),
        unlike: usual)
      expect(
        "file size", "problem", ["KiB, shared memory"], in: try doctor(folder, "ulimit -f 256"),
        unlike: usual)
    }
  }

  @Test("finds a folder without locks, and one that is none")
  func folders() throws {
    try withTemporaryDirectory { folder in
      let usual = try doctor(folder)
      let library = try preloaded(
        """
        #include <errno.h>
        int flock(int file, int operation) { errno = ENOLCK; return -1; }
        """, in: folder)
      expect(
        "locks", "warning", ["has no locks"],
        in: try doctor(folder, environment: ["LD_PRELOAD": library]), unlike: usual)
      try Data().write(to: folder.appending(path: "file"))
      expect(
        "checkpoints", "problem", ["file: cannot create"],
        in: try doctor(folder, options: ["--ranks", "2", "--checkpoint-dir", "file/run"]),
        unlike: usual, without: ["locks"])
    }
  }

  @Test("finds kernels that are not the best")
  func kernels() throws {
    try withTemporaryDirectory { folder in
      let usual = try doctor(folder)
      guard usual["kernels"]?.text.hasPrefix("v4 ") == true else { return }
      expect(
        "kernels", "warning", ["v3", "executes v4 too"],
        in: try doctor(folder, environment: ["LOCKSTEP_KERNELS": "v3"]), unlike: usual)
    }
  }

  /// Runs the doctor as two ranks, the second of which is started in another way.
  private func job(
    _ folder: TrainingFolder, second: [String] = [], data: String = "images",
    program: String? = nil, launcher: [String] = []
  ) throws -> Findings {
    let own = try Products.path(of: "lockstep")
    let result = try Job.mpirun(
      1, "lockstep",
      ["doctor", "--json", "--data", "images", ":", "-np", "1"] + launcher + second
        + [program ?? own, "doctor", "--json", "--data", data],
      directory: folder.url, options: launcher)
    return try Self.findings(result.standardOutput)
  }

  @Test("finds ranks with another program, other data, or another environment")
  func ranks() throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      let usual = try job(folder)
      #expect(usual["program"]?.status == "ok" && usual["data"]?.status == "ok", "\(usual)")

      // One byte more is another build.
      let copy = folder.path("lockstep")
      try FileManager.default.copyItem(atPath: Products.path(of: "lockstep"), toPath: copy)
      let handle = try FileHandle(forWritingTo: URL(filePath: copy))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data([0]))
      try handle.close()
      expect(
        "program", "problem", ["rank 1", "another file"], in: try job(folder, program: copy),
        unlike: usual)

      try SmallImages.write(to: folder.url.appending(path: "others"), trainCount: 21)
      expect(
        "data", "problem", ["rank 1", "21 samples", "20 samples"],
        in: try job(folder, data: "others"), unlike: usual)
      expect(
        "environment", "warning", ["rank 1", "LOCKSTEP_TIMEOUT=7s", "rank 0 no LOCKSTEP_TIMEOUT"],
        in: try job(folder, second: ["env", "LOCKSTEP_TIMEOUT=7s"]), unlike: usual)
    }
  }

  @Test("finds ranks that share a processor", .enabled(if: taskset, "needs two processors"))
  func binding() throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      expect(
        "binding", "problem", ["rank 0", "rank 1", "share processor 0"],
        in: try job(folder, launcher: ["taskset", "-c", "0"]), unlike: try job(folder))
    }
  }

  @Test(
    "finds more ranks than a host's processors",
    .enabled(if: ProcessInfo.processInfo.processorCount < 5, "would need many ranks"))
  func oversubscription() throws {
    let count = ProcessInfo.processInfo.processorCount + 1
    let result = try Job.mpirun(count, "lockstep", ["doctor", "--json"])
    let found = try Self.findings(result.standardOutput)
    #expect(found["oversubscription"]?.status == "warning", "\(result)")
    #expect(found["oversubscription"]?.text.hasPrefix("\(count) ranks on ") == true, "\(result)")
  }

  private static let taskset =
    (try? Products.path(ofProgram: "taskset")) != nil
    && ProcessInfo.processInfo.processorCount > 1
}

/// Compiles a library for `LD_PRELOAD` in a folder, and returns its path.
func preloaded(_ source: String, in folder: URL) throws -> String {
  let url = folder.appending(path: "preloaded.c")
  try Data(source.utf8).write(to: url)
  let path = folder.appending(path: "preloaded.so").path
  let result = try Job.program("clang", ["-shared", "-fPIC", "-o", path, url.path])
  try #require(result.exitCode == 0, "\(result)")
  return path
}
