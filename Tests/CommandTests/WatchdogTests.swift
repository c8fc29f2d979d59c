import Foundation
import TestSupport
import Testing

/// Training runs whose ranks, or whose launcher, are stopped or killed from outside.
@Suite("train, when ranks die or hang")
struct TrainWatchdogTests {
  /// What happens to a run when its first checkpoint is there.
  private enum Mishap: String {
    /// A rank's process is stopped, and never goes on.
    case stop = "kill -STOP $$"
    /// A rank is killed.
    case kill = "kill -KILL $$"
    /// The launcher is killed.
    case killLauncher = "kill -KILL $PPID"
    /// A rank is stopped, then the launcher is killed.
    case stopAndKillLauncher = "kill -STOP $$; sleep 0.5; kill -KILL $PPID"
  }

  /// Runs training without end; when the first checkpoint is there, the mishap happens to `victim`.
  ///
  /// Every process must then be gone within the limit.
  private func run(
    _ mishap: Mishap, victim: Int, in world: World, timeout: Int, exchange: String = "auto",
    _ body: (JobResult) throws -> Void
  ) throws {
    let rankCount = world.size
    try TrainingFolder.with(sampleCount: 100) { folder in
      let script = """
        echo $$ >pid-$OMPI_COMM_WORLD_RANK
        if [ $OMPI_COMM_WORLD_RANK = \(victim) ]; then
          (until ls run/step-* >/dev/null 2>&1; do sleep 0.02; done; date +%s >when; \
        \(mishap.rawValue)) &
        fi
        exec "$0" "$@"
        """
      // What a killed launcher leaves behind lies in the folder, and goes with it.
      let scratch = folder.url.appending(path: "scratch")
      try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
      let result = try folder.lockstep(
        [
          "train", "--data", folder.data.path, "--checkpoint-dir", "run", "--verbose", "0",
          "--batch-size", "32", "--epochs", "1000000", "--keep", "2", "--timeout", "\(timeout)s",
          "--exchange", exchange,
        ], in: world,
        environment: [
          "OMPI_MCA_orte_tmpdir_base": scratch.path,
          "OMPI_MCA_osc_sm_backing_directory": scratch.path,
          "OMPI_MCA_btl_vader_backing_directory": scratch.path,
        ], options: ["sh", "-c", script])
      for rank in 0..<rankCount {
        let number = try #require(Int32(folder.lines("pid-\(rank)").first ?? ""), "\(result)")
        #expect(Processes.ends(number), "rank \(rank) (\(number)) is still there: \(result)")
      }
      let start = try #require(Double(folder.lines("when").first ?? ""))
      let duration = Date().timeIntervalSince1970 - start
      // The clock that the script reads shows whole seconds.
      #expect(duration < Double(timeout + 10 + 1), "took \(duration) s: \(result)")
      try body(result)
    }
  }

  @Test(
    "ends a job with a stopped rank, and names it",
    arguments: [
      (World.ranks(3), 1, "auto"), (.ranks(2), 0, "mpi"), (.ranks(4, perHost: 2), 3, "auto"),
    ])
  func stopped(world: World, victim: Int, exchange: String) throws {
    try run(.stop, victim: victim, in: world, timeout: 5, exchange: exchange) { result in
      #expect(result.exitCode == 70, "\(result)")
      let lines = errorLines(result)
      #expect(lines.count == 1, "\(result)")
      let line = lines.first ?? ""
      for words in [
        "no progress on ", "rank \(victim) (process ", "is stopped", "LOCKSTEP_TIMEOUT",
      ] {
        #expect(line.contains(words), "\(words) is not in: \(line)")
      }
    }
  }

  @Test("ends a job with a killed rank", arguments: [0, 2])
  func killed(victim: Int) throws {
    try run(.kill, victim: victim, in: .ranks(3), timeout: 0) { result in
      #expect(result.exitCode == 137, "\(result)")
    }
  }

  @Test("leaves no rank behind when the launcher is killed")
  func launcher() throws {
    try run(.killLauncher, victim: 1, in: .ranks(3), timeout: 0) { result in
      #expect(result.exitCode == 137, "\(result)")
    }
  }

  @Test("leaves no stopped rank behind when the launcher is killed")
  func stoppedAndLauncher() throws {
    try run(.stopAndKillLauncher, victim: 1, in: .ranks(2), timeout: 0) { result in
      #expect(result.exitCode == 137, "\(result)")
    }
  }

  /// Evaluation, checkpoints and the end take their time, and are progress.
  @Test("does not disturb a run", arguments: [World.ranks(2), .ranks(4, perHost: 2)])
  func undisturbed(world: World) throws {
    _ = try TrainingFolder.with(sampleCount: 300) { folder in
      try folder.train(
        ["--batch-size", "32", "--epochs", "30", "--validate", "--timeout", "2s"], in: world)
    }
  }

  @Test("names an invalid duration", arguments: ["5", "soon", "-1s"])
  func noTime(word: String) throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      let result = try folder.attempt(["--timeout=\(word)"])
      #expect(result.exitCode == 64, "\(result)")
      expectOneErrorLine(result, containing: ["--timeout is \(word); expected a time such as"])
    }
  }
}
