import Foundation
import TestSupport
import Testing

/// What can be wrong with the folder of checkpoints, or with what is in it.
@Suite("train --checkpoint-dir")
struct TrainCommandCheckpointTests {
  private static let settings = ["--epochs", "1", "--batch-size", "50"]

  private func withCheckpoint(_ body: (TrainingFolder) throws -> Void) throws {
    try TrainingFolder.with(sampleCount: 100) { folder in
      try folder.train(Self.settings)
      try body(folder)
    }
  }

  @Test(
    "refuses a folder with checkpoints, and names --resume",
    arguments: [World.solo, .ranks(2)])
  func occupied(world: World) throws {
    try withCheckpoint { folder in
      let before = try folder.checkpoints()
      let result = try folder.attempt(Self.settings, in: world)
      #expect(result.exitCode == 64, "\(result)")
      expectOneErrorLine(
        result, containing: [folder.path("run"), "step-00000002.safetensors", "--resume"])
      #expect(try folder.checkpoints() == before)
    }
  }

  @Test("keeps a second job out of the folder", arguments: [World.solo, .ranks(2)])
  func locked(world: World) throws {
    try withCheckpoint { folder in
      let lock = try #require(FileHandle(forUpdatingAtPath: folder.path("run/lockstep.lock")))
      #expect(flock(lock.fileDescriptor, LOCK_EX | LOCK_NB) == 0, "the first job has ended")
      defer { try? lock.close() }
      let before = try folder.checkpoints()
      let result = try folder.attempt(["--epochs", "2", "--resume"], in: world)
      #expect(result.exitCode == 73, "\(result)")
      expectOneErrorLine(result, containing: [folder.path("run"), "in use by another job"])
      #expect(try folder.checkpoints() == before)
    }
  }

  @Test(
    "does not go on with other settings",
    arguments: [
      (["--seed", "7"], "seed (--seed) is 0, this run's is 7"),
      (["--batch-size", "25"], "batch size (--batch-size) is 50, this run's is 25"),
      (["--leaves", "4"], "leaf count (--leaves) is 8, this run's is 4"),
      (["--learning-rate", "0.002"], "learning rate (--learning-rate) is 0.001"),
      (["--optimizer", "sgd", "--learning-rate", "0.001"], "optimizer, loss or metrics is"),
      (["--train-samples", "99"], "training data is 100 samples"),
    ])
  func otherSettings(changed: [String], words: String) throws {
    try withCheckpoint { folder in
      let before = try folder.checkpoints()
      let batchSize = changed.first == "--batch-size" ? [] : ["--batch-size", "50"]
      let result = try folder.attempt(batchSize + ["--resume", "--epochs", "2"] + changed)
      #expect(result.exitCode == 65, "\(result)")
      expectOneErrorLine(
        result, containing: [folder.path("run/step-00000002.safetensors"), words])
      #expect(try folder.checkpoints() == before)
    }
  }

  @Test("does not go on with other images of the same number")
  func otherImages() throws {
    try withCheckpoint { folder in
      let file = folder.data.appending(path: SmallImages.names[0])
      var bytes = try Data(contentsOf: file)
      bytes[bytes.count - 1] ^= 1
      try bytes.write(to: file)
      let result = try folder.attempt(Self.settings + ["--resume", "--epochs", "2"], in: .ranks(2))
      #expect(result.exitCode == 65, "\(result)")
      expectOneErrorLine(result, containing: ["training data is 100 samples"])
    }
  }

  /// Root may write anywhere, so no permission is taken away here.
  @Test("is refused below a file, and where the system allows no folders")
  func impossible() throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      try Data().write(to: folder.url.appending(path: "file"))
      var places = ["file/below"]
      #if os(Linux)
        places.append("/proc/lockstep")
      #endif
      for place in places {
        let result = try folder.lockstep([
          "train", "--data", folder.data.path, "--checkpoint-dir", place, "--verbose", "0",
        ])
        #expect(result.exitCode == 73, "\(result)")
        expectOneErrorLine(result, containing: [place.split(separator: "/")[0].description])
      }
    }
  }

  @Test("goes to a new folder below runs when none is named")
  func newFolder() throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      let arguments = ["train", "--data", folder.data.path, "--verbose", "0", "--epochs", "1"]
      for count in 1...2 {
        let result = try folder.lockstep(arguments)
        #expect(result.exitCode == 0, "\(result)")
        let runs = try FileManager.default.contentsOfDirectory(atPath: folder.path("runs"))
        #expect(runs.count == count)
        let line = try #require(result.standardOutput.split(separator: "\n").last)
        let file = String(line.dropFirst("Checkpoint: ".count))
        #expect(file.hasPrefix("runs/") && file.hasSuffix("/step-00000001.safetensors"), "\(file)")
        #expect(FileManager.default.fileExists(atPath: folder.path(file)))
      }
    }
  }

  /// The folder goes away as soon as the first checkpoint is in it.
  ///
  /// What is missed first, the folder, the next file's place or the file just written, is chance.
  @Test(
    "may disappear during a run, which then ends with an error",
    arguments: [(World.solo, "rm -rf run"), (.ranks(2), "mv run moved")])
  func takenAway(world: World, removal: String) throws {
    try TrainingFolder.with(sampleCount: 100) { folder in
      let script = """
        if [ "${OMPI_COMM_WORLD_RANK:-0}" = 0 ]; then
          (until ls run/step-* >/dev/null 2>&1; do sleep 0.02; done
           until \(removal) 2>/dev/null && [ ! -e run ]; do :; done) &
        fi
        exec "$0" "$@"
        """
      let endless = [
        "train", "--data", folder.data.path, "--checkpoint-dir", "run", "--verbose", "0",
        "--batch-size", "50", "--epochs", "100000", "--keep", "2",
      ]
      let command = try Products.path(of: "lockstep")
      let result =
        world.rankCount == nil
        ? try Job.program("sh", ["-c", script, command] + endless, directory: folder.url)
        : try folder.lockstep(endless, in: world, options: ["sh", "-c", script])
      #expect([66, 73, 74].contains(result.exitCode), "\(result)")
      expectOneErrorLine(result, containing: ["run"])
      guard removal.hasPrefix("mv") else { return }
      try folder.train(
        ["--batch-size", "50", "--epochs", "100000", "--keep", "2", "--resume"]
          + ["--max-steps", "1"], run: "moved")
      let kept = try folder.checkpoints(run: "moved").keys.sorted()
      #expect(!kept.isEmpty && kept.count <= 2, "\(kept)")
    }
  }

  @Test("keeps nothing but whole checkpoints and the lock")
  func noLeftovers() throws {
    try withCheckpoint { folder in
      let found = try FileManager.default.contentsOfDirectory(atPath: folder.path("run")).sorted()
      #expect(found == ["lockstep.lock", "step-00000002.safetensors"])
    }
  }
}
