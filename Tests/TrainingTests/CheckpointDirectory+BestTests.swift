import FileFormats
import Foundation
import Lockstep
import TestSupport
import Testing

@Suite("CheckpointDirectory, the best checkpoint")
struct CheckpointDirectoryBestTests {
  private func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }

  @Test("is resumed when no other checkpoint is complete")
  func lastResort() throws {
    try SavedRun.with(epochs: 3, monitor: "loss") { run in
      for path in try run.folder.checkpoints() {
        try FileManager.default.removeItem(atPath: path)
        try Data("damaged".utf8).write(to: URL(filePath: path))
      }
      #expect(try run.folder.resumable().last == run.folder.bestPath)
      var skipped: [String] = []
      let found = try run.folder.newestWhole { path, _ in skipped.append(path) }
      #expect(found?.path == run.folder.bestPath)
      #expect(skipped.count == 3)
    }
  }

  /// As after a kill between the file's renaming and its second name.
  @Test("gets its name when the run resumes, if it still exists")
  func restored() throws {
    try SavedRun.with(epochs: 3, monitor: "loss") { run in
      let best = try #require(run.trainer.best)
      let path = run.folder.path(iterations: try #require(best.record).iterations)
      for change in ["missing", "another", "same"] {
        switch change {
        case "missing": try FileManager.default.removeItem(atPath: run.folder.bestPath)
        case "another":
          try Data("older".utf8).write(
            to: URL(filePath: run.folder.bestPath), options: .atomic)
        default: break
        }
        try run.folder.restoreBest(best)
        #expect(try bytes(run.folder.bestPath) == bytes(path), "\(change)")
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: run.directory)
      #expect(!names.contains { $0.hasPrefix(".") }, "\(names)")
    }
  }

  @Test("keeps its name when the checkpoint behind it is gone or damaged, or nothing is monitored")
  func leftAlone() throws {
    try SavedRun.with(epochs: 3, monitor: "loss") { run in
      let before = try bytes(run.folder.bestPath)
      let record = try #require(run.trainer.best?.record)
      let path = run.folder.path(iterations: record.iterations)
      try Data("damaged".utf8).write(to: URL(filePath: path), options: .atomic)
      try run.folder.restoreBest(run.trainer.best)
      try FileManager.default.removeItem(atPath: path)
      try run.folder.restoreBest(run.trainer.best)
      try run.folder.restoreBest(BestCheckpoint(monitor: "loss"))
      try run.folder.restoreBest(nil)
      #expect(try bytes(run.folder.bestPath) == before)
    }
  }
}
