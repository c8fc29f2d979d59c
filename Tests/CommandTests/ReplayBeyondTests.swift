import Foundation
import TestSupport
import Testing

@Suite("lockstep replay of a step that no checkpoint is behind")
struct ReplayBeyondTests {
  @Test("says that the run may have ended before it, unless a later checkpoint or the log knows")
  func warning() throws {
    try ArrayFolder.withTrained(epochs: 2) { folder in
      // 96 samples in batches of 16: six steps an epoch.
      func replay(_ path: String, _ step: Int) throws -> JobResult {
        let result = try folder.lockstep([
          "replay", path, "--step", "\(step)", "--data", "data.npz",
        ])
        #expect(result.exitCode == 0, "\(result)")
        return result
      }
      for path in ["run", "run/step-00000012.safetensors"] {
        let beyond = try replay(path, 13)
        #expect(
          beyond.standardError
            == "lockstep: warning: \(path): the last saved step is 12, the end of epoch 2; "
            + "step 13 is computed as if the run had gone on to it\n", "\(beyond)")
      }
      for (path, step) in [("run", 12), ("run", 1), ("run/step-00000006.safetensors", 8)] {
        let result = try replay(path, step)
        #expect(result.standardError.isEmpty, "\(result)")
      }
    }
  }
}
