import Foundation
import MPI
import TestSupport
import Testing

/// A process reports about itself as a whole: these are no tests for several at once.
@Suite("ReportedState", .serialized)
struct ReportedStateTests {
  private func state() throws -> ReportedState {
    try #require(ReportedState.look(capacity: 1).first)
  }

  @Test func keepsTheLastReport() throws {
    ReportedState.report(activity: 3, step: 37)
    let first = try state()
    #expect(first.activity == 3 && first.step == 37 && !first.isWaiting, "\(first)")
    #expect(first.process == getpid())

    ReportedState.report(activity: 255)
    let second = try state()
    #expect(second.activity == 255 && second.step == 37, "\(second)")
    #expect(second.count > first.count && second.lookCount > first.lookCount)
  }

  @Test(arguments: [0, 1, (1 << 48) - 1])
  func holdsLargeSteps(step: Int) throws {
    ReportedState.report(activity: 170, step: step)
    let found = try state()
    #expect(found.step == step && found.activity == 170, "\(found)")
  }

  /// Else a rank of another host would lose its patience at the next report.
  @Test func keepsTheExpectationOfLongWaits() throws {
    ReportedState.report(expectsLongWaits: true)
    ReportedState.report(activity: 1, step: 2)
    #expect(try state().expectsLongWaits)
    ReportedState.report(expectsLongWaits: false)
    let found = try state()
    #expect(!found.expectsLongWaits && found.activity == 1 && found.step == 2, "\(found)")
  }

  @Test func countsProgressAlone() throws {
    let first = try state()
    ReportedState.reportProgress()
    #expect(try state().count == first.count + 1)
  }

  /// Every rank sees what the others say, and who waits, in shared memory and in MPI.
  @Test(arguments: [1, 2, 4])
  func isSeenByTheHost(rankCount: Int) throws {
    let result = try Job.mpirun(rankCount, "MPIExercises", ["heartbeats"])
    #expect(result.exitCode == 0, "\(result)")
    #expect(result.standardOutput.contains("heartbeats: \(rankCount) ranks"), "\(result)")
  }
}
