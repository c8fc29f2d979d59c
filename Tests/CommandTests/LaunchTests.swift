import Foundation
import TestSupport
import Testing

/// `lockstep launch` with an `mpirun` that tests make up; when it starts a job again is tested
/// without processes, by `SupervisorTests`.
@Suite("lockstep launch")
struct LaunchTests {
  private static let line = "-np 2 -x LOCKSTEP_ATTEMPT program --checkpoint-dir run"

  /// A job for each way to end; the fifth has no child, as an mpirun whose ranks are dead.
  @Test("resumes from the newest checkpoint after any failure, and names it")
  func goesOn() async throws {
    let machine = try StubMachine(
      """
      case $LOCKSTEP_ATTEMPT in
        1) saves 9; saves 10; died 1 ;;
        2) saves 20; exit 75 ;;
        3) kill -KILL $$ ;;
        4) echo 'run is in use by another job (lockstep.lock)' >&2; exit 73 ;;
        5) exec \(try Products.path(ofProgram: "sleep")) 600 ;;
      esac
      """)
    defer { machine.runner.remove() }
    let outcome = try await machine.run("-np", "2", "--pause", "0", "--lock-up-limit", "2")
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(
      outcome.launcherLines == [
        "rank 1 on here was ended by SIGKILL (mpirun's exit code: 137)",
        "going on with 2 ranks from run/step-00000010.safetensors (start 2)",
        "the ranks were asked to end, and saved (mpirun's exit code: 75)",
        "going on with 2 ranks from run/step-00000020.safetensors (start 3)",
        "the job ended (mpirun's exit code: 137)",
        "going on with 2 ranks from run/step-00000020.safetensors (start 4)",
        "the job ended (mpirun's exit code: 73)",
        "going on with 2 ranks from run/step-00000020.safetensors (start 5)",
        "mpirun was locked up without a rank, and was ended (mpirun's exit code: 137)",
        "going on with 2 ranks from run/step-00000020.safetensors (start 6)",
      ])
    #expect(
      try machine.starts() == ["1 \(Self.line)"] + (2...6).map { "\($0) \(Self.line) --resume" })
    let settings = "OMPI_MCA_pml=ob1 OMPI_MCA_btl_vader_single_copy_mechanism=none"
    #expect(
      outcome.errorLines.first == "+ env \(settings) LOCKSTEP_ATTEMPT=1 mpirun \(Self.line)",
      "\(outcome.errors)")
  }

  @Test("a plain start shows its line, keeps standard input away, and ends as mpirun does")
  func plainStart() async throws {
    let machine = try StubMachine("[[ $(cat) == \"$expected\" ]] || exit 3; exit 131")
    defer { machine.runner.remove() }
    let input = machine.runner.root.appending(path: "input")
    try Data("1\n2\n".utf8).write(to: input)
    let options = ["--ranks", "1", "--max-restarts", "0"]
    let words = ["--", "train", "--data", "my data"]
    let shown = ".build/release/lockstep train --data my\\ data"
    for (further, expected) in [([], ""), (["--stdin"], "1\n2")] {
      let outcome = try await machine.runner.run(
        "bin/bash",
        ["-c", "exec .build/release/lockstep launch \"$@\" <input", "-"] + options + further
          + words, environment: ["expected": expected])
      #expect(outcome.exitCode == 131, "\(outcome.errors)")
      #expect(
        outcome.errorLines.first?.hasSuffix(" mpirun -np 1 \(shown)") == true, "\(outcome.errors)")
    }
  }

  /// The words after `--` may be options of `train` alone, and the door works through a link.
  @Test("scripts/run-elastic is a door to it, from any folder")
  func door() async throws {
    let machine = try StubMachine("exit 0")
    defer { machine.runner.remove() }
    let root = machine.runner.root
    let link = root.appending(path: "link")
    try FileManager.default.createSymbolicLink(
      at: link, withDestinationURL: root.appending(path: "scripts/run-elastic"))
    let outcome = try await machine.runner.run(
      "link", ["--ranks", "3", "--", "--epochs", "2", "--checkpoint-dir=a"],
      environment: ["OMPI_MCA_rmaps_base_oversubscribe": "1"])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let words = ".build/release/lockstep train --epochs 2 --checkpoint-dir=a"
    let start = try #require(try machine.starts().first)
    #expect(start.hasPrefix("1 -np 3 -x LOCKSTEP_ATTEMPT ") && start.hasSuffix(words), "\(start)")
  }

  /// Open MPI counts the tasks of a batch job as slots; the real mpirun has to agree.
  @Test("runs as many ranks as Slurm's one task has processors")
  func slurm() throws {
    let host = try Job.program("uname", ["-n"]).standardOutput
      .trimmingCharacters(in: .whitespacesAndNewlines)
    let result = try Job.solo(
      "lockstep", ["launch", "--ranks", "2", "--max-restarts", "0", "--", "/bin/echo", "here"],
      environment: [
        "SLURM_JOBID": "4711", "SLURM_JOB_ID": "4711", "SLURM_NNODES": "1", "SLURM_NTASKS": "1",
        "SLURM_JOB_NUM_NODES": "1", "SLURM_NODELIST": host, "SLURM_JOB_NODELIST": host,
        "SLURM_TASKS_PER_NODE": "1", "SLURM_CPUS_PER_TASK": "2", "SLURM_JOB_CPUS_PER_NODE": "2",
        "OMPI_MCA_rmaps_base_oversubscribe": "",
      ])
    #expect(result.exitCode == 0, "\(result)")
    #expect(result.standardOutput == "here\nhere\n")
  }

  @Test("continues with its output closed")
  func noOutput() async throws {
    for redirection in ["2>&- >&-", "2>/dev/full >/dev/full", "0<&- 1>&- 2>&-"] {
      let machine = try StubMachine("[[ $LOCKSTEP_ATTEMPT != 1 ]] || died 0; saves 2")
      defer { machine.runner.remove() }
      let outcome = try await machine.runner.run(
        "bin/bash",
        [
          "-c", "exec .build/release/lockstep launch \"$@\" \(redirection)", "-", "--ranks", "1",
          "--pause", "0", "--", "program", "--checkpoint-dir", "run",
        ])
      #expect(outcome.exitCode == 0, "\(redirection): \(outcome)")
      #expect(machine.exists("run/step-00000002.safetensors"), "\(redirection)")
    }
  }

  @Test("refuses an invalid start in one line, with the documented exit code")
  func wrong() async throws {
    let machine = try StubMachine("exit 0")
    defer { machine.runner.remove() }
    try Data("# nobody\n".utf8).write(to: machine.runner.root.appending(path: "nobody"))
    try Data("a slots=2\nb slot=2\n".utf8).write(to: machine.runner.root.appending(path: "odd"))
    let program = ["--", "program", "--checkpoint-dir", "run"]
    let cases: [([String], Int32, String)] = [
      (["--ranks", "0"] + program, 64, "--ranks is 0"),
      (["--ranks", "two"] + program, 64, "'two'"),
      (["--ranks"], 64, "--ranks"), (["--max-restarts=-1"] + program, 64, "--max-restarts is -1"),
      (["--pause", "soon"] + program, 64, "'soon'"),
      (["--min-ranks", "3", "--ranks", "2"] + program, 64, "--min-ranks is 3"),
      (["--mca", "a"] + program, 64, "--mca"), (["--mca", "a;b", "1"] + program, 64, "'a;b'"),
      (["--fast"] + program, 64, "--fast"), (["program"] + program, 64, "'program'"),
      (["--host", "a:0"] + program, 64, "'a:0'"),
      (["--host", "a", "--hostfile", "b"] + program, 64, "one of them"),
      (["--ranks", "1"], 64, "--checkpoint-dir"),
      (["--max-restarts", "0"], 64, "program after --"),
      (["--ranks", "1", "--", "program"], 64, "--checkpoint-dir"),
      (["--", "absent", "--checkpoint-dir", "run"], 66, "absent"),
      (["--hostfile", "absent"] + program, 66, "cannot be read"),
      (["--hostfile", "nobody"] + program, 66, "names no host"),
      (["--hostfile", "odd"] + program, 66, "odd: line 2: found 'slot'"),
    ]
    for (words, code, part) in cases {
      let outcome = try await machine.launch(words)
      #expect(outcome.exitCode == code, "\(words): \(outcome.errors)")
      #expect(
        outcome.errorLines.count == 1 && outcome.errors.contains(part),
        "\(words): \(outcome.errors)")
    }
    let ranks = try await machine.run(environment: ["LOCKSTEP_RANKS": "none"])
    #expect(ranks.exitCode == 64 && ranks.errors.contains("LOCKSTEP_RANKS is 'none'"))
    let nested = try await machine.run(environment: ["OMPI_COMM_WORLD_SIZE": "2"])
    #expect(nested.exitCode == 64 && nested.errors.contains("without mpirun"), "\(nested.errors)")
    #expect(!machine.exists("starts"))

    try machine.runner.stub("bin/mpirun", "echo 'HYDRA build details:'")
    let foreign = try await machine.run("--ranks", "2")
    #expect(foreign.exitCode == 69 && foreign.errorLines.count == 1, "\(foreign.errors)")
    #expect(foreign.errors.contains("bin/mpirun is not Open MPI's mpirun (it says: HYDRA"))
    try FileManager.default.removeItem(at: machine.runner.root.appending(path: "bin/mpirun"))
    let missing = try await machine.run("--ranks", "2")
    #expect(missing.exitCode == 69 && missing.errors.contains("apt-get install"))
  }
}
