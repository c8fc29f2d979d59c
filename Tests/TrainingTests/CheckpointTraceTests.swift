import FileFormats
import Foundation
import Lockstep
import TestSupport
import Testing

@Suite("CheckpointTrace")
struct CheckpointTraceTests {
  @Test("adds a line for each stage")
  func lines() throws {
    try withTemporaryDirectory { folder in
      let path = folder.appending(path: "trace").path
      try CheckpointTrace(path)(.temporaryOpened, "run/step", 7)
      try CheckpointTrace(path)(.verified, "run/step", 7)
      let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        .map { try JSON(parsing: Array($0.utf8)) }
      try #require(lines.count == 2)
      for (line, stage) in zip(lines, ["temporaryOpened", "verified"]) {
        #expect(
          line.objectValue?.keys.sorted()
            == ["iterations", "path", "pid", "stage", "uptimeNanoseconds"])
        #expect(line["stage"]?.stringValue == stage)
        #expect(line["path"]?.stringValue == "run/step")
        #expect(line["iterations"]?.integerValue == 7)
        #expect(
          line["pid"]?.integerValue == Int(ProcessInfo.processInfo.processIdentifier))
      }
      let times = lines.compactMap { $0["uptimeNanoseconds"]?.integerValue }
      #expect(times.count == 2 && times[0] <= times[1])
    }
  }

  @Test("throws where it is not writable")
  func unwritable() throws {
    _ = try withTemporaryDirectory { folder in
      #expect(throws: FileError.self) { try CheckpointTrace(folder.path)(.written, "file", 1) }
    }
  }
}
