import FileFormats
import Foundation
import Lockstep
import TestSupport
import Testing

@Suite("CheckpointDirectory")
struct CheckpointDirectoryTests {
  private typealias Skipped = [(path: String, error: any Error)]

  @Test("names checkpoints by their updates, with eight digits or more")
  func names() throws {
    try withTemporaryDirectory { folder in
      let directory = try CheckpointDirectory(folder.path)
      #expect(directory.path(iterations: 0) == "\(folder.path)/step-00000000.safetensors")
      #expect(directory.path(iterations: 2_345) == "\(folder.path)/step-00002345.safetensors")
      #expect(
        directory.path(iterations: 1_234_567_890) == "\(folder.path)/step-1234567890.safetensors")
    }
  }

  @Test("lists checkpoints alone, newest first by number")
  func list() throws {
    try withTemporaryDirectory { folder in
      let names = [
        "step-00000009.safetensors", "step-100000000.safetensors", "step-99999999.safetensors",
      ]
      let foreign = [
        "notes.txt", ".step-00000010.safetensors.tmp-17", "step-best.safetensors", "step-00000011",
      ]
      for name in names + foreign { try Data().write(to: folder.appending(path: name)) }
      let found = try CheckpointDirectory(folder.path).checkpoints()
      #expect(found.map { URL(filePath: $0).lastPathComponent } == [names[1], names[2], names[0]])
    }
  }

  @Test("sets damaged checkpoints aside, newest first, and says which")
  func newestWhole() throws {
    try SavedRun.with(epochs: 3) { run in
      let paths = try run.folder.checkpoints()
      try #require(paths.count == 3)
      for path in paths.prefix(2) { try Data("damaged".utf8).write(to: URL(filePath: path)) }
      var skipped: Skipped = []
      let found = try run.folder.newestWhole { skipped.append(($0, $1)) }
      #expect(found?.path == paths[2])
      #expect(found?.checkpoint.header.progress.epoch == 1)
      #expect(skipped.map(\.path) == paths.prefix(2).map { $0 + ".damaged" })
      #expect(skipped.allSatisfy { $0.error is SafetensorsError })
      #expect(try run.folder.checkpoints() == [paths[2]])
      for path in paths.prefix(2) {
        #expect(
          try Data(contentsOf: URL(filePath: path + ".damaged")) == Data("damaged".utf8),
          "\(path)")
      }
    }
  }

  @Test("refuses a checkpoint of another step than its name says")
  func misnamed() throws {
    try SavedRun.with { run in
      let path = run.folder.path(iterations: 11)
      try FileManager.default.copyItem(atPath: run.path, toPath: path)
      let error = CheckpointError.misnamed(path: path, found: 10, expected: 11)
      #expect(throws: error) { try run.folder.newestWhole { _, _ in } }
      #expect("\(error)".contains("found 10 iterations; expected 11"), "\(error)")
    }
  }

  @Test("without one whole checkpoint is an error that tells of the newest")
  func noneWhole() throws {
    try SavedRun.with { run in
      let paths = try run.folder.checkpoints()
      for path in paths { try Data().write(to: URL(filePath: path)) }
      var skipped: Skipped = []
      let error = #expect(throws: CheckpointError.self) {
        try run.folder.newestWhole { skipped.append(($0, $1)) }
      }
      #expect(skipped.isEmpty, "nothing is passed over where nothing is found")
      #expect(
        error?.description.hasPrefix(
          "\(run.directory) holds no whole checkpoint; the newest: \(paths[0]): ") == true,
        "\(error)")
    }
  }

  @Test("does not take an error for an empty folder")
  func unlisted() throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "run")
      let directory = try CheckpointDirectory(path.path)
      try FileManager.default.removeItem(at: path)
      #expect(throws: FileError(path: path.path, operation: .open, code: ENOENT)) {
        try directory.newestWhole { _, _ in }
      }
      try Data().write(to: path)
      #expect(throws: FileError(path: path.path, operation: .open, code: ENOTDIR)) {
        try directory.resumable()
      }
    }
  }

  /// A folder of a checkpoint's name stands for all that cannot be read.
  @Test("sets aside what cannot be read, by name, and overwrites nothing")
  func unreadable() throws {
    try SavedRun.with(epochs: 3) { run in
      let paths = try run.folder.checkpoints()
      let older = URL(filePath: paths[0] + ".damaged")
      try Data("older".utf8).write(to: older)
      try FileManager.default.removeItem(atPath: paths[0])
      try FileManager.default.createDirectory(
        atPath: paths[0], withIntermediateDirectories: false)
      var skipped: Skipped = []
      let found = try run.folder.newestWhole { skipped.append(($0, $1)) }
      #expect(found?.path == paths[1])
      #expect(skipped.map(\.path) == [paths[0] + ".damaged-2"])
      #expect("\(skipped[0].error)".contains(paths[0]))
      #expect(try Data(contentsOf: older) == Data("older".utf8))
    }
  }

  /// An older file would be a silent step back.
  @Test("does not pass over a checkpoint from the future")
  func newerFormat() throws {
    try SavedRun.with { run in
      try run.rewrite { metadata, _ in metadata["format"] = "3" }
      #expect(throws: CheckpointError.otherFormat(path: run.path, found: 3, known: 2)) {
        try run.folder.newestWhole { _, _ in }
      }
    }
  }

  @Test("without any checkpoint finds nothing")
  func empty() throws {
    try withTemporaryDirectory { folder in
      let found = try CheckpointDirectory(folder.path).newestWhole { _, _ in }
      #expect(found == nil)
    }
  }

  @Test("makes the folder and those above it")
  func makesFolders() throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "a/b/c").path
      let directory = try CheckpointDirectory(path)
      #expect(FileManager.default.fileExists(atPath: path + "/lockstep.lock"))
      #expect(directory.path == path)
    }
  }

  @Test("cannot be below a file")
  func belowAFile() throws {
    try withTemporaryDirectory { folder in
      let file = folder.appending(path: "file")
      try Data().write(to: file)
      let error = #expect(throws: FileError.self) {
        try CheckpointDirectory(file.appending(path: "below").path)
      }
      #expect(error?.isCreation == true, "\(error)")
    }
  }

  @Test("keeps another job out until the first has ended")
  func lock() throws {
    try withTemporaryDirectory { folder in
      try held(folder.path) {
        #expect(throws: CheckpointError.locked(directory: folder.path)) {
          try CheckpointDirectory(folder.path)
        }
      }
      _ = try CheckpointDirectory(folder.path)
    }
  }

  /// Holds the folder's lock while `body` runs, and no longer.
  private func held(_ path: String, _ body: () -> Void) throws {
    let directory = try CheckpointDirectory(path)
    withExtendedLifetime(directory, body)
  }
}
