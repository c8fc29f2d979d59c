import FileFormats
import Foundation
import Lockstep
import Synchronization
import TestSupport
import Testing
import Training

@Suite("CheckpointFaults")
struct CheckpointFaultsTests {
  private final class Lines: Sendable {
    private let lines = Mutex<[String]>([])
    var all: [String] { lines.withLock { $0 } }
    func add(_ line: String) { lines.withLock { $0.append(line) } }
  }

  private func faults(_ faults: [Fault], _ lines: Lines) throws -> CheckpointFaults? {
    CheckpointFaults(try FaultPlan(faults, environment: [:]), report: lines.add)
  }

  @Test("are nil where no fault affects checkpoints")
  func nothing() throws {
    let lines = Lines()
    #expect(try faults([Fault(.kill, rank: 0, step: 1)], lines) == nil)
  }

  @Test("let the first checkpoint from their step on meet a full disk")
  func fullDisk() throws {
    let lines = Lines()
    let faults = try #require(try faults([Fault(.fullDisk, rank: 0, step: 6)], lines))
    for stage in CheckpointStage.allCases { try faults(stage, "step-5", 5) }
    let error = FileError(path: "step-10", operation: .write, code: ENOSPC)
    #expect(throws: error) { try faults(.temporaryOpened, "step-10", 10) }
    for stage in CheckpointStage.allCases { try faults(stage, "step-15", 15) }
    #expect(lines.all == ["injected: full disk at the checkpoint of step 10"])
  }

  @Test("say once that every checkpoint is slow")
  func slow() throws {
    let lines = Lines()
    let faults = try #require(
      try faults([Fault(.slowCheckpoint(milliseconds: 3), rank: 0, step: 0)], lines))
    for step in [5, 10] {
      let clock = ContinuousClock()
      let start = clock.now
      for stage in CheckpointStage.allCases { try faults(stage, "step-\(step)", step) }
      #expect(clock.now - start >= .milliseconds(3), "step \(step)")
    }
    #expect(
      lines.all == [
        "injected: pauses of 3 ms in each checkpoint's write, from step 5 on"
      ])
  }
}
