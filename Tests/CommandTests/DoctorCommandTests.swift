import FileFormats
import Foundation
import TestSupport
import Testing

/// What the command finds on the machine of the tests, whose health is not a test's matter: that
/// each check has a line, and that the exit code follows from them.
@Suite("lockstep doctor")
struct DoctorCommandTests {
  private func findings(_ result: JobResult) throws -> [String: String] {
    let json = try JSON(parsing: Array(result.standardOutput.utf8)[...])
    let findings = try #require(json["findings"]?.arrayValue)
    let pairs = findings.compactMap { finding -> (String, String)? in
      guard let check = finding["check"]?.stringValue, let status = finding["status"]?.stringValue
      else { return nil }
      return (check, status)
    }
    #expect(pairs.count == findings.count, "\(result)")
    let problems = pairs.count { $0.1 == "problem" }
    #expect(json["healthy"]?.boolValue == (problems == 0), "\(result)")
    #expect(result.exitCode == (problems == 0 ? 0 : 1), "\(result)")
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  @Test("looks at a machine, and leaves nothing behind")
  func alone() throws {
    try withTemporaryDirectory { url in
      let result = try Job.solo(
        "lockstep", ["doctor", "--json", "--ranks", "2", "--checkpoint-dir", "runs/a"],
        directory: url)
      let found = try findings(result)
      #expect(result.standardError.isEmpty, "\(result)")
      for check in [
        "mpirun", "user", "processors", "shared memory", "kernels", "open files", "file size",
        "processes", "locks", "saving", "disk", "inodes", "clocks", "two cores",
      ] { #expect(found[check] != nil, "\(check): \(result)") }
      #if arch(x86_64)
        #expect(found["training"] == "ok", "\(result)")
      #endif
      #expect(found["saving"] == "ok" || found["saving"] == "warning", "\(result)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: url.path).isEmpty)
    }
  }

  @Test("compares the ranks of a job")
  func ranks() throws {
    try TrainingFolder.with(sampleCount: 20) { folder in
      let result = try folder.lockstep(
        ["doctor", "--json", "--data", folder.data.path], in: .ranks(2))
      let found = try findings(result)
      for check in ["program", "processor family", "kernels of the ranks", "data"] {
        #expect(found[check] == "ok", "\(check): \(result)")
      }
      #expect(found["environment"] != nil && found["messages"] != nil, "\(result)")
    }
  }

  @Test("names data that a rank cannot read, and ends with 1")
  func missingData() throws {
    try withTemporaryDirectory { url in
      let result = try Job.mpirun(2, "lockstep", ["doctor", "--data", "none.npz"], directory: url)
      #expect(result.exitCode == 1, "\(result)")
      #expect(result.standardOutput.contains("problem data: rank 0"), "\(result)")
      #expect(errorLines(result).isEmpty, "\(result)")
    }
  }

  @Test("refuses options that make no sense")
  func options() throws {
    for (arguments, code, words) in [
      (["--ranks", "0"], 64, ["--ranks is 0"]), (["--checkpoint-dir", ""], 64, ["a path"]),
      (["--model", "nothing"], 64, ["nothing"]),
    ] as [([String], Int32, [String])] {
      let result = try Job.solo("lockstep", ["doctor"] + arguments)
      #expect(result.exitCode == code, "\(arguments): \(result)")
      expectOneErrorLine(result, containing: words)
    }
  }
}
