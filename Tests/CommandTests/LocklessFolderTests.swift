import Foundation
import TestSupport
import Testing

/// A file system without locks, as some network file systems are.
@Suite("train, on a file system without locks", .timeLimit(.minutes(10)))
struct LocklessFolderTests {
  /// A library that takes the place of `flock`: it gives the answer of the variable `answer`.
  private func library(in folder: URL) throws -> String {
    let source = folder.appending(path: "flock.c")
    let text = """
      #include <errno.h>
      #include <stdlib.h>
      int flock(int file, int operation) {
        errno = atoi(getenv("answer"));
        return -1;
      }
      """
    try Data(text.utf8).write(to: source)
    let path = folder.appending(path: "flock.so").path
    let result = try Job.program("clang", ["-shared", "-fPIC", "-o", path, source.path])
    try #require(result.exitCode == 0, "\(result)")
    return path
  }

  @Test("trains, and says once that there is no lock", arguments: [ENOLCK, ENOSYS, EOPNOTSUPP])
  func without(code: Int32) throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      let result = try folder.lockstep(
        ["train", "--data", "images", "--epochs", "1", "--checkpoint-dir", "run"],
        environment: ["LD_PRELOAD": try library(in: folder.url), "answer": "\(code)"])
      #expect(result.exitCode == 0, "\(result)")
      let lines = errorLines(result)
      #expect(
        lines.count == 1 && lines[0].contains("run: its file system has no locks"), "\(lines)")
      #expect(try folder.checkpoints().count == 1)
    }
  }

  @Test("does not train where another one has the lock, or it cannot be asked for")
  func refused() throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      for (code, words) in [(EWOULDBLOCK, "in use by another job"), (EIO, "Input/output error")] {
        let result = try folder.lockstep(
          ["train", "--data", "images", "--epochs", "1", "--checkpoint-dir", "run\(code)"],
          environment: ["LD_PRELOAD": try library(in: folder.url), "answer": "\(code)"])
        #expect(result.exitCode == 73, "\(result)")
        expectOneErrorLine(result, containing: [words])
      }
    }
  }
}
