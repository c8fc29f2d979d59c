import FileFormats
import Foundation
import Lockstep
import TestSupport
import Testing
import Training

/// A folder whose newest checkpoint was damaged in every way that one fault can.
@Suite("CheckpointDirectory, with a damaged newest checkpoint")
struct CheckpointDirectoryHostileTests {
  /// Two checkpoints of a network of 25 parameters, of which the newest is damaged again and again.
  private func withEach(_ damages: (Data) -> [(String, Data)]) throws {
    try SavedRun.with(SmallProblem.model(.sgd(learningRate: 0.1), hidden: 1)) { run in
      let paths = try run.folder.checkpoints()
      try #require(paths.count == 2)
      let older = try Data(contentsOf: URL(filePath: paths[1]))
      let whole = try Data(contentsOf: URL(filePath: paths[0]))
      #expect(try newest(of: run).path == paths[0], "as it was written")
      for (name, bytes) in damages(whole) {
        try bytes.write(to: URL(filePath: paths[0]))
        let found = try newest(of: run)
        #expect(found.path == paths[1], "\(name)")
        #expect(found.skipped == [paths[0] + ".damaged"], "\(name)")
        let aside = URL(filePath: paths[0] + ".damaged")
        #expect(try Data(contentsOf: aside) == bytes, "\(name): what was set aside")
        try FileManager.default.removeItem(at: aside)
      }
      #expect(try Data(contentsOf: URL(filePath: paths[1])) == older, "the whole one was changed")
    }
  }

  private func newest(of run: SavedRun) throws -> (path: String?, skipped: [String]) {
    var skipped: [String] = []
    let found = try run.folder.newestWhole { path, _ in skipped.append(path) }
    return (found?.path, skipped)
  }

  @Test("goes back to the one before where it was cut off anywhere")
  func truncated() throws {
    try withEach { whole in
      whole.indices.map { ("\($0) of \(whole.count) bytes", whole.prefix($0)) }
    }
  }

  /// Every byte, changed in three ways: a low bit, the bit of a letter's case, all bits.
  @Test(
    "goes back to the one before where any byte was changed", arguments: [UInt8(0x01), 0x20, 0xFF])
  func changed(pattern: UInt8) throws {
    try withEach { whole in
      whole.indices.map { index in
        var bytes = whole
        bytes[index] ^= pattern
        return ("byte \(index) of \(whole.count)", bytes)
      }
    }
  }

  /// What file systems leave of a file whose blocks never reached the disk.
  @Test("goes back to the one before where its end was replaced by zeros")
  func zeros() throws {
    try withEach { whole in
      stride(from: 0, to: whole.count, by: 64).map { count in
        ("\(count) of \(whole.count) bytes", whole.prefix(count) + Data(count: whole.count - count))
      }
    }
  }
}
