import FileFormats
import Foundation
import TestSupport
import Testing
import Training

@Suite("DirectoryLock")
struct DirectoryLockTests {
  @Test("is had by one at a time, and given back with its owner's end")
  func excludes() throws {
    try withTemporaryDirectory { folder in
      try held(folder.path) {
        #expect(throws: CheckpointError.locked(directory: folder.path)) {
          try DirectoryLock(folder.path)
        }
      }
      _ = try DirectoryLock(folder.path)
    }
  }

  @Test("does not keep others out of other folders")
  func otherFolders() throws {
    try withTemporaryDirectory { folder in
      try withTemporaryDirectory { other in
        try held(folder.path) { _ = try DirectoryLock(other.path) }
      }
    }
  }

  /// What the folder is made of stays: another job may hold the same file open already.
  @Test("is a file that stays")
  func file() throws {
    try withTemporaryDirectory { folder in
      let file = folder.appending(path: "lockstep.lock")
      try Data("kept".utf8).write(to: file)
      try held(folder.path) {}
      #expect(try Data(contentsOf: file) == Data("kept".utf8))
    }
  }

  /// A program that is started meanwhile must not have the lock for as long as it lives.
  @Test("is not passed on to child processes")
  func childProcesses() throws {
    try withTemporaryDirectory { folder in
      let child = Process()
      child.executableURL = URL(filePath: try Products.path(ofProgram: "sleep"))
      child.arguments = ["60"]
      try held(folder.path) { try Processes.withoutBlockedSignals { try child.run() } }
      defer {
        child.terminate()
        child.waitUntilExit()
      }
      _ = try DirectoryLock(folder.path)
      #expect(child.isRunning)
    }
  }

  @Test("says why the folder cannot be written to")
  func unwritable() throws {
    try withTemporaryDirectory { folder in
      let absent = folder.appending(path: "absent").path
      #expect(
        throws: CheckpointError.unwritable(
          directory: "\(absent)/lockstep.lock", reason: "No such file or directory")
      ) { try DirectoryLock(absent) }
      let blocked = folder.appending(path: "lockstep.lock")
      try FileManager.default.createDirectory(at: blocked, withIntermediateDirectories: true)
      #expect(
        throws: CheckpointError.unwritable(directory: blocked.path, reason: "Is a directory")
      ) { try DirectoryLock(folder.path) }
    }
  }

  @Test("asks again where a signal interrupts it, and goes on where there are no locks")
  func noLocks() throws {
    try withTemporaryDirectory { folder in
      var answers = [EINTR, EINTR, ENOLCK]
      let lock = try DirectoryLock(folder.path) { _ in
        errno = answers.removeFirst()
        return -1
      }
      #expect(answers.isEmpty)
      try lock.check()
      #expect(
        throws: CheckpointError.unwritable(
          directory: "\(folder.path)/lockstep.lock", reason: "Input/output error")
      ) {
        try DirectoryLock(folder.path) { _ in
          errno = EIO
          return -1
        }
      }
    }
  }

  @Test("says where another folder or file has taken its place")
  func replaced() throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "run")
      func make() throws {
        try FileManager.default.createDirectory(at: path, withIntermediateDirectories: false)
      }
      try make()
      let lock = try DirectoryLock(path.path)
      try lock.check()
      let error = CheckpointError.replaced(directory: path.path)
      try FileManager.default.moveItem(at: path, to: folder.appending(path: "moved"))
      #expect(throws: error) { try lock.check() }
      try make()
      try held(path.path) { #expect(throws: error) { try lock.check() } }
    }
  }

  /// Holds the folder's lock while `body` runs, and no longer.
  private func held(_ path: String, _ body: () throws -> Void) throws {
    let lock = try DirectoryLock(path)
    try withExtendedLifetime(lock, body)
  }
}
