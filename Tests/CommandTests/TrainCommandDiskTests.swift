#if os(Linux)
  import Foundation
  import TestSupport
  import Testing

  /// Disks that are full or read-only: small ones in memory, mounted for one process alone.
  ///
  /// Where the system does not allow that, these tests are skipped; where `CI` is `true` they fail.
  @Suite(
    "train, on a small disk",
    .enabled(
      if: SmallDisk.isAllowed || ProcessInfo.processInfo.environment["CI"] == "true",
      "the system does not let this user mount (unshare -m)"))
  struct TrainCommandDiskTests {
    /// A checkpoint has 4.9 MB: one fits, two do not.
    @Test("ends with 74 when it is full, and keeps the checkpoint that fitted")
    func full() throws {
      try TrainingFolder.with(sampleCount: 100) { folder in
        let disk = try SmallDisk(in: folder, options: "size=8m")
        let result = try disk.train(["--epochs", "3"])
        #expect(result.exitCode == 74, "\(result)")
        expectOneErrorLine(result, containing: ["step-00000002.safetensors", "write"])
        let kept = try folder.checkpoints(run: "kept")
        #expect(
          try FileManager.default.contentsOfDirectory(atPath: folder.path("kept"))
            == ["step-00000001.safetensors"], "half a file was left")
        try folder.train(["--epochs", "1", "--batch-size", "100"])
        try expectSame(kept, folder.checkpoints())
      }
    }

    /// The error is found while the run goes on: long before the last epoch.
    @Test(
      "ends at one of the next steps when it is full in the middle of a run",
      arguments: [1, 2])
    func fullMeanwhile(rankCount: Int) throws {
      try TrainingFolder.with(sampleCount: 300) { folder in
        let disk = try SmallDisk(in: folder, options: "size=12m")
        let result = try disk.train(
          ["--epochs", "100000", "--checkpoint-every", "2", "--monitor", "loss"],
          rankCount: rankCount)
        #expect(result.exitCode == 74, "\(result)")
        expectOneErrorLine(result, containing: ["disk/", "step-00000004.safetensors", "write"])
        #expect(
          try FileManager.default.contentsOfDirectory(atPath: folder.path("kept")).sorted()
            == ["step-00000002.safetensors", "step-00000003.safetensors"])
        // Both are whole: the run goes on from the newest.
        try FileManager.default.moveItem(atPath: folder.path("kept"), toPath: folder.path("run"))
        try folder.train(
          ["--epochs", "2", "--batch-size", "100", "--monitor", "loss", "--resume"])
        let resumed = try folder.checkpoints()
        try folder.train(
          ["--epochs", "2", "--batch-size", "100", "--monitor", "loss"], run: "undisturbed")
        let whole = try folder.checkpoints(run: "undisturbed")
        try expectSame(
          resumed.filter { whole[$0.key] != nil }, whole)
      }
    }

    @Test("ends with 74 and no checkpoint when not even one fits")
    func tooSmall() throws {
      try TrainingFolder.with(sampleCount: 100) { folder in
        let disk = try SmallDisk(in: folder, options: "size=1m")
        let result = try disk.train(["--epochs", "1"])
        #expect(result.exitCode == 74, "\(result)")
        expectOneErrorLine(result, containing: ["step-00000001.safetensors"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path("kept")) == [])
      }
    }

    /// Two epochs' events fill it; the checkpoints are elsewhere.
    @Test("trains to the end where TensorBoard's files and the report do not fit")
    func watching() throws {
      try TrainingFolder.with(sampleCount: 100) { folder in
        let disk = try SmallDisk(in: folder, options: "size=28k")
        let watched = try disk.train(
          [
            "--epochs", "9", "--checkpoint-dir", "run", "--tensorboard", "disk/board", "--report",
            "disk/report.html",
          ])
        #expect(watched.exitCode == 0, "\(watched)")
        let lines = errorLines(watched)
        for words in ["TensorBoard's events are not complete", "the report is not up to date"] {
          #expect(lines.filter { $0.contains(words) }.count == 1, "\(watched)")
        }
        try folder.train(["--epochs", "9", "--batch-size", "100"], run: "plain")
        try expectSame(folder.checkpoints(), folder.checkpoints(run: "plain"))
      }
    }

    /// One inode is the folder's own, another the lock's.
    @Test("names the number of files where that is what is used up", arguments: [1, 2])
    func inodes(count: Int) throws {
      try TrainingFolder.with(sampleCount: 100) { folder in
        let disk = try SmallDisk(in: folder, options: "size=64m,nr_inodes=\(count)")
        let result = try disk.train(["--epochs", "1"])
        #expect(result.exitCode == 73, "\(result)")
        expectOneErrorLine(result, containing: ["disk", "no inodes are left", "df -i"])
      }
    }

    @Test("ends with 73 when it is read-only")
    func readOnly() throws {
      try TrainingFolder.with(sampleCount: 100) { folder in
        let disk = try SmallDisk(in: folder, options: "ro,size=1m")
        let result = try disk.train(["--epochs", "1"])
        #expect(result.exitCode == 73, "\(result)")
        expectOneErrorLine(result, containing: ["disk", "Read-only file system"])
      }
    }
  }

  /// A disk in memory at `disk`, for as long as one command runs; its checkpoints go to `kept`.
  private struct SmallDisk {
    private let folder: TrainingFolder
    private let options: String

    init(in folder: TrainingFolder, options: String) throws {
      self.folder = folder
      self.options = options
      for name in ["disk", "kept"] {
        try FileManager.default.createDirectory(
          atPath: folder.path(name), withIntermediateDirectories: false)
      }
    }

    func train(_ arguments: [String], rankCount: Int = 1) throws -> JobResult {
      let script = """
        mount -t tmpfs -o "$1" tmpfs disk || exit 1
        shift
        "$@"
        code=$?
        for file in disk/step-* disk/.*.tmp-*; do [ ! -e "$file" ] || cp "$file" kept/; done
        exit $code
        """
      return try Job.program(
        "unshare",
        ["-m", "sh", "-c", script, "sh", options]
          + (rankCount == 1 ? [] : ["mpirun", "--timeout", "50", "-np", "\(rankCount)"])
          + [try Products.path(of: "lockstep"), "train"]
          + ["--data", "images", "--checkpoint-dir", "disk", "--batch-size", "100"]
          + ["--verbose", "0"] + arguments,
        directory: folder.url)
    }

    static let isAllowed: Bool = {
      let result = try? withTemporaryDirectory { folder in
        try Job.program("unshare", ["-m", "mount", "-t", "tmpfs", "tmpfs", folder.path])
      }
      return result?.exitCode == 0
    }()
  }

  /// A small `/dev/shm`, as containers have it, mounted for one job alone.
  @Suite("train, with little shared memory", .enabled(if: SmallDisk.isAllowed))
  struct TrainCommandSharedMemoryTests {
    @Test("names the shortage before any training, and keeps checkpoints")
    func tooSmall() throws {
      try TrainingFolder.with(sampleCount: 100) { folder in
        try folder.train(["--epochs", "1"])
        let before = try folder.checkpoints()
        let script = """
          mount -t tmpfs -o size=6m tmpfs /dev/shm || exit 1
          exec mpirun --timeout 50 -np 2 "$0" "$@"
          """
        let result = try Job.program(
          "unshare",
          ["-m", "sh", "-c", script, try Products.path(of: "lockstep"), "train"]
            + ["--data", "images", "--checkpoint-dir", "run", "--verbose", "0"]
            + ["--epochs", "2", "--resume"],
          directory: folder.url)
        #expect(result.exitCode != 0 && result.exitCode < 128, "\(result)")
        expectOneErrorLine(result, containing: ["/dev/shm", "MiB free", "--shm-size"])
        #expect(try folder.checkpoints() == before)
        try folder.train(["--epochs", "2", "--resume"])
      }
    }

    @Test("names the number of files where that is what is used up")
    func inodes() throws {
      try TrainingFolder.with(sampleCount: 100) { folder in
        let script = """
          mount -t tmpfs -o size=200m,nr_inodes=6 tmpfs /dev/shm || exit 1
          exec mpirun --timeout 50 -np 2 "$0" "$@"
          """
        let result = try Job.program(
          "unshare",
          ["-m", "sh", "-c", script, try Products.path(of: "lockstep"), "train"]
            + ["--data", "images", "--checkpoint-dir", "run", "--verbose", "0", "--epochs", "1"],
          directory: folder.url)
        #expect(result.exitCode != 0 && result.exitCode < 128, "\(result)")
        expectOneErrorLine(result, containing: ["/dev/shm", "no inodes left", "df -i"])
      }
    }
  }
#endif
