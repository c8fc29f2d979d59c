import Foundation
import TestSupport
import Testing

@Suite("the page of errors")
struct ErrorPageTests {
  @Test("is what the sources say", .enabled(if: PythonVersion.isEnough, "needs Python 3.11"))
  func isCurrent() throws {
    let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "scripts/make-errors").path
    let result = try Job.program("python3", [script, "--check"])
    #expect(result.exitCode == 0, "\(result)")
  }
}
