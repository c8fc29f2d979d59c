import Foundation
import TestSupport
import Testing

/// Processes that are not the ranks that they seem to be.
@Suite("train, started by what is not Open MPI's mpirun")
struct ForeignLaunchTests {
  private static let small = [
    "train", "--data", "digits", "--train-samples", "256", "--epochs", "1", "--verbose", "0",
  ]

  @Test(
    "ends with one line of a task that is alone, and trains nothing",
    arguments: [
      (["PMIX_NAMESPACE": "job", "PMIX_RANK": "R"], 64, "PMIX_SERVER_URI"),
      (
        ["PMIX_NAMESPACE": "job", "PMIX_RANK": "R", "PMIX_SERVER_URI2": "none"], 70,
        "MPI calls it rank 0 of 1"
      ),
      (
        ["OMPI_COMM_WORLD_RANK": "R", "OMPI_COMM_WORLD_SIZE": "2"], 70, "of 2, MPI calls it"
      ),
      (["PMI_RANK": "R", "PMI_SIZE": "2"], 64, "mpirun -np 2"),
      (["RANK": "R", "WORLD_SIZE": "2"], 64, "torchrun"),
      (["SLURM_PROCID": "R", "SLURM_STEP_ID": "0", "SLURM_NTASKS": "2"], 64, "Slurm's srun"),
    ])
  func tasks(environment: [String: String], code: Int32, words: String) throws {
    try TrainingFolder.with(sampleCount: 1) { folder in
      for rank in ["0", "1"] {
        let result = try folder.lockstep(
          Self.small, environment: environment.mapValues { $0 == "R" ? rank : $0 })
        #expect(result.exitCode == code, "\(result)")
        expectOneErrorLine(
          result, containing: rank == "0" ? [words] : ["[rank 1 on ", words])
      }
      #expect(!FileManager.default.fileExists(atPath: folder.path("runs")))
    }
  }

  /// Variables that a shell has exported, or a container has kept: each process would train alone.
  @Test(
    "ends with one line of a rank that no size has",
    arguments: [("5", "2"), ("-1", "2"), ("0", ""), ("x", "2")])
  func noRank(rank: String, size: String) throws {
    try TrainingFolder.with(sampleCount: 1) { folder in
      let variables = ["OMPI_COMM_WORLD_RANK": rank, "OMPI_COMM_WORLD_SIZE": size]
      let result = try folder.lockstep(Self.small, environment: variables)
      #expect(result.exitCode == 64, "\(result)")
      expectOneErrorLine(result, containing: ["OMPI_COMM_WORLD_RANK is \(rank),", "unset both"])
      #expect(!FileManager.default.fileExists(atPath: folder.path("runs")))
      let summary = try folder.lockstep(["summary", "mlp"], environment: variables)
      #expect(summary.exitCode == 0, "\(summary)")
    }
  }

  #if os(Linux)
    /// Each rank would take itself for a process alone.
    @Test("ends with one line where something has taken a rank's variables away")
    func noVariables() throws {
      try TrainingFolder.with(sampleCount: 1) { folder in
        let result = try folder.lockstep(
          Self.small, in: .ranks(1), options: ["env", "-i", "PATH=/usr/bin:/bin"])
        #expect(result.exitCode == 64, "\(result)")
        expectOneErrorLine(result, containing: ["started by ", "env -i or sudo"])
        #expect(!FileManager.default.fileExists(atPath: folder.path("runs")))
      }
    }
  #endif

  @Test("runs behind a command that needs no MPI, and not behind one that has used it")
  func twoPrograms() throws {
    try TrainingFolder.with(sampleCount: 1) { folder in
      func run(_ script: String) throws -> JobResult {
        try folder.lockstep(
          Self.small, in: .ranks(2), options: ["sh", "-c", script])
      }
      let first = try run("\"$0\" summary mlp >/dev/null && \"$0\" --version && exec \"$0\" \"$@\"")
      #expect(first.exitCode == 0 && errorLines(first).isEmpty, "\(first)")
      let second = try run("\"$0\" \"$@\" --checkpoint-dir a && exec \"$0\" \"$@\"")
      #expect(second.exitCode != 0, "\(second)")
      expectOneErrorLine(second, containing: ["another MPI program", "an mpirun of its own"])
    }
  }

  /// Rank 1 is another program, is stopped before it starts MPI, or fails alone.
  @Test("does not wait for ever for a rank that does not start MPI", arguments: [0, 1, 2])
  func missing(kind: Int) throws {
    try TrainingFolder.with(sampleCount: 1) { folder in
      let mishap = ["exec sleep 100", "kill -STOP $$", "LOCKSTEP_TIMEOUT=soon"][kind]
      let result = try folder.lockstep(
        Self.small + (kind == 2 ? [] : ["--timeout", "2s"]), in: .ranks(2),
        options: [
          "sh", "-c",
          "if [ $OMPI_COMM_WORLD_RANK = 1 ]; then export LOCKSTEP_TIMEOUT; \(mishap); fi; exec \"$0\" \"$@\"",
        ])
      #expect(result.exitCode == (kind == 2 ? 64 : 70), "\(result)")
      #expect(result.duration < .seconds(20), "\(result)")
      expectOneErrorLine(
        result,
        containing: kind == 2
          ? ["[rank 1 on ", "LOCKSTEP_TIMEOUT is soon"] : ["rank 0", "while MPI starts"])
    }
  }

  @Test("says that files may not be as large as shared memory needs", arguments: [1_024, 5_000])
  func fileSize(limit: Int) throws {
    try TrainingFolder.with(sampleCount: 1) { folder in
      let result = try folder.lockstep(
        Self.small + ["--checkpoint-dir", "a"], in: .ranks(2),
        options: ["bash", "-c", "ulimit -f \(limit); exec \"$0\" \"$@\""])
      #expect(result.exitCode == 74, "\(result)")
      expectOneErrorLine(result, containing: ["\(limit) KiB at most", "ulimit -f"])
    }
  }
}
