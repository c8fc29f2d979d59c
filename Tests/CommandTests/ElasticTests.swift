import Foundation
import TestSupport
import Testing

/// `scripts/run-elastic` on one machine that stubs make up: when it starts a job again, and how.
@Suite("scripts/run-elastic")
struct ElasticTests {
  private static let wayOfRunning = "-np 2 -x LOCKSTEP_ATTEMPT program --checkpoint-dir run"

  @Test("runs a job that is done once, and shows the line")
  func done() async throws {
    let machine = try ElasticMachine("exit 0")
    defer { machine.runner.remove() }
    let outcome = try await machine.run("--ranks", "2")
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let settings = "OMPI_MCA_pml=ob1 OMPI_MCA_btl_vader_single_copy_mechanism=none"
    #expect(
      outcome.errorLines
        == ["+ env \(settings) LOCKSTEP_ATTEMPT=1 mpirun \(Self.wayOfRunning)"])
    #expect(try machine.starts() == ["1 \(Self.wayOfRunning)"])
    #expect(!machine.exists("pauses"))
  }

  @Test("goes on from the newest checkpoint, and says what died and how it goes on")
  func goesOn() async throws {
    let machine = try ElasticMachine(
      """
      case $LOCKSTEP_ATTEMPT in
        1) saves 9; saves 10; died 1 ;;
        2) saves 20; exit 75 ;;
        3) kill -KILL $$ ;;
        4) exit 0 ;;
      esac
      """)
    defer { machine.runner.remove() }
    let outcome = try await machine.run("-np", "2")
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(
      outcome.words(of: "run-elastic") == [
        "rank 1 on here was ended by SIGKILL (mpirun's exit code: 137)",
        "going on with 2 ranks from run/step-00000010.safetensors (start 2)",
        "the ranks were asked to end, and saved (mpirun's exit code: 75)",
        "going on with 2 ranks from run/step-00000020.safetensors (start 3)",
        "the job ended (mpirun's exit code: 137)",
        "going on with 2 ranks from run/step-00000020.safetensors (start 4)",
      ])
    let further = (2...4).map { "\($0) \(Self.wayOfRunning) --resume" }
    #expect(try machine.starts() == ["1 \(Self.wayOfRunning)"] + further)
  }

  @Test("pauses longer and longer, gives up, and ends with the last job's exit code")
  func givesUp() async throws {
    let machine = try ElasticMachine("exit $((30 + LOCKSTEP_ATTEMPT))")
    defer { machine.runner.remove() }
    let outcome = try await machine.run("--ranks=1", "--max-restarts=8")
    #expect(outcome.exitCode == 39)
    #expect(try machine.pauses() == ["1", "2", "4", "8", "16", "32", "60", "60"])
    #expect(try machine.starts().count == 9)
    #expect(
      outcome.words(of: "run-elastic").last
        == "giving up after 8 restarts without a newer checkpoint")
  }

  @Test("counts restarts and pauses anew when there is a newer checkpoint")
  func progress() async throws {
    let machine = try ElasticMachine(
      "[[ $LOCKSTEP_ATTEMPT != [36] ]] || saves $((10#$LOCKSTEP_ATTEMPT)); exit 1")
    defer { machine.runner.remove() }
    let outcome = try await machine.run("--ranks", "1", "--max-restarts", "3", "--pause", "2")
    #expect(outcome.exitCode == 1)
    #expect(try machine.pauses() == ["2", "4", "2", "4", "8", "2", "4", "8"])
    #expect(try machine.starts().count == 9)
  }

  @Test("does not restart what a restart does not help", arguments: [64, 65, 66, 73, 76])
  func incurable(code: Int32) async throws {
    let machine = try ElasticMachine("saves 1; exit \(code)")
    defer { machine.runner.remove() }
    let outcome = try await machine.run("--ranks", "1")
    #expect(outcome.exitCode == code)
    #expect(try machine.starts().count == 1)
    #expect(outcome.errors.contains("a restart does not help"), "\(outcome.errors)")
  }

  /// The stub has no child, as an mpirun whose ranks are dead.
  @Test("ends an mpirun that is locked up, and goes on")
  func lockedUp() async throws {
    let sleep = try Products.path(ofProgram: "sleep")
    let machine = try ElasticMachine("[[ $LOCKSTEP_ATTEMPT != 1 ]] || exec \(sleep) 600")
    defer { machine.runner.remove() }
    try FileManager.default.createSymbolicLink(
      at: machine.runner.root.appending(path: "bin/ps"),
      withDestinationURL: try #require(ScriptRunner.location(of: "ps"), "no ps"))
    let outcome = try await machine.run("--ranks", "1")
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(try machine.starts().count == 2)
    #expect(
      outcome.words(of: "run-elastic").first
        == "mpirun was locked up without a rank, and was ended (mpirun's exit code: 137)")
  }

  @Test("waits for a folder that the dead job's last rank still holds")
  func lockedFolder() async throws {
    let machine = try ElasticMachine(
      """
      case $LOCKSTEP_ATTEMPT in
        1) died 0 ;;
        2) echo 'run is in use by another job (lockstep.lock)' >&2; exit 73 ;;
      esac
      """)
    defer { machine.runner.remove() }
    let outcome = try await machine.run("--ranks", "1")
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    #expect(try machine.starts().count == 3)
  }

  @Test(
    "refuses a wrong word in one line, and starts nothing",
    arguments: [
      (["--ranks", "0"], "'0'"), (["--ranks", "two"], "'two'"), (["--ranks"], "needs a value"),
      (["--max-restarts", "-1"], "'-1'"), (["--pause", "soon"], "'soon'"),
      (["--min-ranks", "3", "--ranks", "2"], "--min-ranks is 3"), (["--mca", "a"], "--mca"),
      (["--mca", "a;b", "1"], "'a;b'"), (["--fast"], "--fast"), (["program"], "'program'"),
      (["--host", "a:0"], "'a:0'"), (["--host", "a", "--hostfile", "b"], "one of them"),
    ])
  func wrongWord(options: [String], word: String) async throws {
    let machine = try ElasticMachine("exit 0")
    defer { machine.runner.remove() }
    // A last option without its value must not take the program's words.
    let lacksValue = [["--ranks"], ["--mca", "a"]].contains(options)
    let program = lacksValue ? [] : ["--", "program", "--checkpoint-dir", "run"]
    let outcome = try await machine.runner.run("scripts/run-elastic", options + program)
    #expect(outcome.exitCode == 64, "\(outcome.errors)")
    #expect(outcome.errorLines.count == 1 && outcome.errors.contains(word), "\(outcome.errors)")
    #expect(!machine.exists("starts"))
  }

  @Test("needs a program that is there, and a folder for its checkpoints")
  func wrongProgram() async throws {
    let machine = try ElasticMachine("exit 0")
    defer { machine.runner.remove() }
    for (words, code, part) in [
      (["program"], Int32(64), "--checkpoint-dir"),
      (["absent", "--checkpoint-dir", "run"], 66, "absent"), ([], 64, "--checkpoint-dir"),
    ] {
      let outcome = try await machine.runner.run(
        "scripts/run-elastic", ["--ranks", "1", "--"] + words)
      #expect(outcome.exitCode == code, "\(outcome.errors)")
      #expect(outcome.errorLines.count == 1 && outcome.errors.contains(part), "\(outcome.errors)")
    }
    #expect(!machine.exists("starts"))
  }

  @Test("runs the built command where the program's words are options only")
  func builtCommand() async throws {
    let machine = try ElasticMachine("exit 0")
    defer { machine.runner.remove() }
    let folder = machine.runner.root.appending(path: ".build/release")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try machine.runner.stub(".build/release/lockstep", "exit 1")
    let outcome = try await machine.runner.run(
      "scripts/run-elastic", ["--ranks", "3", "--", "--epochs", "2", "--checkpoint-dir=a"])
    #expect(outcome.exitCode == 0, "\(outcome.errors)")
    let words = ".build/release/lockstep train --epochs 2 --checkpoint-dir=a"
    #expect(try machine.starts() == ["1 -np 3 -x LOCKSTEP_ATTEMPT \(words)"])
  }
}
