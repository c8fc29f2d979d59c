import FileFormats
import Foundation
import TestSupport
import Testing

/// Checkpoints beside the ends of epochs, and runs that are asked to end.
@Suite("train, when it is time to save")
struct TrainCommandStopTests {
  /// Ten steps an epoch, the last of 12 samples.
  private static let settings = RunSettings(sampleCount: 300, batchSize: 32, epochs: 2)

  @Test("saves after every n steps too, the same files on any number of ranks")
  func everySteps() throws {
    func checkpoints(in world: World) throws -> [String: Data] {
      try TrainingFolder.with(sampleCount: Self.settings.sampleCount) { folder in
        try folder.train(Self.settings.arguments + ["--checkpoint-every", "4"], in: world)
        return try folder.checkpoints()
      }
    }
    let alone = try checkpoints(in: .solo)
    #expect(
      alone.keys.sorted()
        == [4, 8, 10, 12, 16, 20].map { "step-000000" + ($0 < 10 ? "0" : "") + "\($0).safetensors" }
    )
    for world in [World.ranks(3), .ranks(4, perHost: 2)] {
      try expectSame(checkpoints(in: world), alone)
    }
    let usual = try SoloRuns.checkpoints(of: Self.settings)
    try expectSame(alone.filter { usual[$0.key] != nil }, usual)
  }

  /// A nanosecond is over at every step.
  @Test("saves after a time", arguments: [World.solo, .ranks(2)])
  func everyTime(world: World) throws {
    try TrainingFolder.with(sampleCount: 100) { folder in
      try folder.train(
        ["--batch-size", "32", "--epochs", "1", "--checkpoint-every", "0.000000001s"], in: world)
      #expect(try folder.checkpoints().count == 4)
    }
  }

  @Test("traces each stage of each write where the environment names a file")
  func trace() throws {
    try TrainingFolder.with(sampleCount: 100) { folder in
      let result = try folder.lockstep(
        [
          "train", "--data", folder.data.path, "--checkpoint-dir", "run", "--verbose", "0",
          "--batch-size", "50", "--epochs", "2",
        ], in: .ranks(2), environment: ["LOCKSTEP_TRACE": folder.path("trace")])
      #expect(result.exitCode == 0, "\(result)")
      let found = try folder.lines("trace").map { line in
        let json = try JSON(parsing: Array(line.utf8))
        return "\(json["iterations"]?.integerValue ?? 0) \(json["stage"]?.stringValue ?? "")"
      }
      let stages = ["temporaryOpened", "written", "renamed", "directorySynced", "verified"]
      #expect(found == [2, 4].flatMap { step in stages.map { "\(step) \($0)" } })
    }
  }

  @Test("keeps the newest checkpoints")
  func keep() throws {
    try TrainingFolder.with(sampleCount: Self.settings.sampleCount) { folder in
      try folder.train(
        Self.settings.arguments + ["--checkpoint-every", "4", "--keep", "2"], in: .ranks(2))
      #expect(
        try folder.checkpoints().keys.sorted()
          == ["step-00000016.safetensors", "step-00000020.safetensors"])
    }
  }

  /// Rank 1, or the process alone, is signalled as soon as the first checkpoint is there; then all
  /// save in the same step, and the run that goes on ends in the undisturbed run's bytes.
  @Test(
    "saves and ends when a rank is signalled",
    arguments: [(World.solo, "TERM"), (.ranks(3), "USR1"), (.ranks(2), "TERM")])
  func signalled(world: World, signal: String) throws {
    try TrainingFolder.with(sampleCount: Self.settings.sampleCount) { folder in
      let signalling = """
        if [ "${OMPI_COMM_WORLD_RANK:-1}" = 1 ]; then
          (until ls run/step-* >/dev/null 2>&1; do sleep 0.02; done; kill -\(signal) $$) &
        fi
        exec "$0" "$@"
        """
      let endless = [
        "train", "--data", folder.data.path, "--checkpoint-dir", "run", "--verbose", "0",
        "--batch-size", "32", "--epochs", "100000", "--keep", "3",
      ]
      let command = try Products.path(of: "lockstep")
      let result =
        world.rankCount == nil
        ? try Job.program("sh", ["-c", signalling, command] + endless, directory: folder.url)
        : try folder.lockstep(endless, in: world, options: ["sh", "-c", signalling])
      #expect(result.exitCode == 75, "\(result)")
      expectOneErrorLine(result, containing: ["asked to end", "stopped after step", "--resume"])

      let newest = try #require(folder.checkpoints().keys.max())
      let step = try #require(Int(newest.dropFirst("step-".count).prefix(8)))
      #expect("\(result)".contains("run/\(newest)"), "\(result)")
      let further = ["--batch-size", "32", "--epochs", "100000", "--max-steps", "\(step + 7)"]
      try folder.train(further + ["--resume"], in: .ranks(2))
      let name = try #require(folder.checkpoints().keys.max())
      try folder.train(further, run: "undisturbed")
      let expected = try folder.checkpoints(run: "undisturbed")
      try expectSame(
        folder.checkpoints().filter { $0.key == name }, expected.filter { $0.key == name })
    }
  }

  @Test(
    "names invalid values",
    arguments: [
      (["--checkpoint-every", "0"], "--checkpoint-every is 0"),
      (["--checkpoint-every", "10d"], "a number of steps, or a time"),
      (["--keep", "0"], "--keep is 0"),
    ])
  func errors(arguments: [String], words: String) throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      let result = try folder.attempt(arguments)
      #expect(result.exitCode == 64, "\(result)")
      expectOneErrorLine(result, containing: [words])
    }
  }
}
