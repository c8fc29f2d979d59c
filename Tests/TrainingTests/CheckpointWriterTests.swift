import Dispatch
import FileFormats
import Foundation
import Lockstep
import Synchronization
import TestSupport
import Testing

@Suite("CheckpointWriter")
struct CheckpointWriterTests {
  /// A folder, and a checkpoint that is whole.
  private func withCheckpoint(
    _ body: (_ directory: CheckpointDirectory, _ checkpoint: Checkpoint) throws -> Void
  ) throws {
    let checkpoint = try SavedRun.with { try $0.checkpoint() }
    try withTemporaryDirectory { folder in
      try body(CheckpointDirectory(folder.appending(path: "run").path), checkpoint)
    }
  }

  private func names(_ directory: CheckpointDirectory) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: directory.path).sorted()
  }

  @Test("lets the run go on while it writes, and names the file only when it is whole")
  func writesInTheBackground() throws {
    try withCheckpoint { directory, checkpoint in
      let gate = DispatchSemaphore(value: 0)
      let writer = CheckpointWriter(directory, observers: [{ _, _, _ in gate.wait() }])
      for stage in CheckpointStage.allCases.indices {
        if stage == 0 { writer.save(iterations: 10, checkpoint.content) }
        #expect(writer.newest == nil, "\(CheckpointStage.allCases[stage]) is not the end")
        try writer.check()
        gate.signal()
      }
      try writer.finish()
      #expect(writer.newest == directory.path(iterations: 10))
      #expect(try Checkpoint(readingFrom: directory.path(iterations: 10)) == checkpoint)
    }
  }

  @Test("writes one checkpoint after the other, each in these stages")
  func oneAtATime() throws {
    try withCheckpoint { directory, checkpoint in
      let log = Log()
      let writer = CheckpointWriter(directory, observers: [log.observer])
      for iterations in [3, 4] { writer.save(iterations: iterations, checkpoint.content) }
      try writer.finish()
      #expect(
        log.lines
          == [3, 4].flatMap { iterations in
            ["temporaryOpened", "written", "renamed", "directorySynced", "verified"].map {
              "\($0) \(directory.path(iterations: iterations)) \(iterations)"
            }
          })
    }
  }

  @Test("keeps the newest and the best, and removes others only when the new one is whole")
  func prunes() throws {
    try withCheckpoint { directory, checkpoint in
      let log = Log()
      let writer = CheckpointWriter(
        directory, keeping: 1,
        observers: [{ _, _, _ in try log.add("\(directory.checkpoints().count)") }])
      for iterations in 1...3 {
        writer.save(iterations: iterations, isBest: iterations == 2, checkpoint.content)
      }
      try writer.finish()
      // Beside its own file, from its renaming on, each finds the one before.
      #expect(log.lines == ["0", "0", "1", "1", "1"] + ["1", "1", "2", "2", "2"] * 2)
      #expect(
        try names(directory) == ["best.safetensors", "lockstep.lock", "step-00000003.safetensors"])
      #expect(try Checkpoint(readingFrom: directory.bestPath) == checkpoint)
    }
  }

  @Test("never removes what it has just written, nor what is of a later step")
  func laterStep() throws {
    try withCheckpoint { directory, checkpoint in
      let later = directory.path(iterations: 99)
      try Data("another run's".utf8).write(to: URL(filePath: later))
      let writer = CheckpointWriter(directory, keeping: 1)
      for iterations in 1...3 { writer.save(iterations: iterations, checkpoint.content) }
      try writer.finish()
      #expect(try directory.checkpoints() == [later, directory.path(iterations: 3)])
      #expect(writer.newest == directory.path(iterations: 3))
    }
  }

  @Test("writes nothing to a folder that has taken the place of its own")
  func replaced() throws {
    try withCheckpoint { directory, checkpoint in
      let writer = CheckpointWriter(directory, keeping: 1)
      writer.save(iterations: 1, checkpoint.content)
      try writer.finish()
      try FileManager.default.moveItem(atPath: directory.path, toPath: directory.path + "-moved")
      try FileManager.default.createDirectory(
        atPath: directory.path, withIntermediateDirectories: false)
      writer.save(iterations: 2, checkpoint.content)
      #expect(throws: CheckpointError.replaced(directory: directory.path)) { try writer.finish() }
      #expect(try names(directory) == [])
      #expect(
        FileManager.default.fileExists(
          atPath: directory.path + "-moved/step-00000001.safetensors"))
    }
  }

  /// The checksums are right, and what the file says is not: no run could go on from it.
  @Test("removes nothing for a file from which no run could go on")
  func unusable() throws {
    try withCheckpoint { directory, checkpoint in
      let writer = CheckpointWriter(directory, keeping: 1)
      writer.save(iterations: 1, checkpoint.content)
      var other = checkpoint
      other.header.best = BestCheckpoint(
        monitor: "loss", record: BestCheckpoint.Record(value: 1, iterations: 1_000))
      writer.save(iterations: 2, other.content)
      #expect(throws: CheckpointError.self) { try writer.finish() }
      let kept = try directory.checkpoints()
      #expect(kept.contains(directory.path(iterations: 1)))
    }
  }

  @Test(
    "tells of a failure, writes nothing more, and leaves earlier checkpoints alone",
    arguments: [CheckpointStage.temporaryOpened, .written])
  func failure(at failing: CheckpointStage) throws {
    try withCheckpoint { directory, checkpoint in
      let full = FileError(path: "disk", operation: .write, code: ENOSPC)
      let writer = CheckpointWriter(
        directory, keeping: 1,
        observers: [
          { stage, _, iterations in if stage == failing, iterations == 2 { throw full } }
        ])
      writer.save(iterations: 1, checkpoint.content)
      try writer.finish()
      writer.save(iterations: 2, isBest: true, checkpoint.content)
      #expect(throws: full) { try writer.finish() }
      #expect(throws: full) { try writer.check() }
      writer.save(iterations: 3, checkpoint.content)
      #expect(throws: full) { try writer.finish() }
      #expect(writer.newest == directory.path(iterations: 1))
      #expect(try names(directory) == ["lockstep.lock", "step-00000001.safetensors"])
      #expect(try Checkpoint(readingFrom: directory.path(iterations: 1)) == checkpoint)
    }
  }

  /// What a disk has lost since is found before the checkpoint before it is removed.
  @Test("reads the file back, and removes nothing when it is damaged")
  func verifies() throws {
    try withCheckpoint { directory, checkpoint in
      let writer = CheckpointWriter(
        directory, keeping: 1,
        observers: [
          { stage, path, iterations in
            guard stage == .renamed, iterations == 2 else { return }
            let file = try FileHandle(forWritingTo: URL(filePath: path))
            try file.truncate(atOffset: 5_000)
            try file.close()
          }
        ])
      writer.save(iterations: 1, checkpoint.content)
      writer.save(iterations: 2, isBest: true, checkpoint.content)
      #expect(throws: SafetensorsError.self) { try writer.finish() }
      #expect(writer.newest == directory.path(iterations: 1))
      let names = try names(directory)
      #expect(
        names == ["lockstep.lock", "step-00000001.safetensors", "step-00000002.safetensors"])
    }
  }

  @Test("refuses a checkpoint that is not finite, and writes nothing")
  func notFinite() throws {
    try withCheckpoint { directory, checkpoint in
      var spoilt = checkpoint
      let tensor = spoilt.weights[0]
      spoilt.weights[0] = NamedTensor(
        name: tensor.name, shape: tensor.shape,
        values: [.infinity] + tensor.values.dropFirst())
      let writer = CheckpointWriter(directory)
      writer.save(iterations: 1, spoilt.content)
      #expect(throws: TrainingError.self) { try writer.finish() }
      let names = try names(directory)
      #expect(names == ["lockstep.lock"])
    }
  }

  @Test("writes nothing without a folder")
  func noFolder() throws {
    try withCheckpoint { _, checkpoint in
      let writer = CheckpointWriter(nil)
      writer.save(iterations: 1, checkpoint.content)
      try writer.finish()
      #expect(writer.newest == nil)
    }
  }
}

/// Lines from any thread.
private final class Log: Sendable {
  private let kept = Mutex<[String]>([])

  var lines: [String] { kept.withLock { $0 } }

  func add(_ line: String) { kept.withLock { $0.append(line) } }

  var observer: CheckpointObserver {
    { [self] stage, path, iterations in add("\(stage) \(path) \(iterations)") }
  }
}

/// The list so many times in a row.
private func * (list: [String], count: Int) -> [String] {
  Array(repeatElement(list, count: count).joined())
}
