import Foundation
import MPI

/// The ranks that wait for a debugger at their start, as `LOCKSTEP_WAIT` lists them: `2`, or `0,3`.
struct DebuggerWait {
  private let ranks: [Int]

  /// Parses the list; without one no rank waits.
  ///
  /// - Throws: `ParallelError.waitingRanks` for a text that is no list of a job's ranks.
  init(_ environment: [String: String], worldSize: Int) throws(ParallelError) {
    let text = environment[DebuggerNotice.variable] ?? ""
    let numbers = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
    ranks = numbers.compactMap { $0 }
    guard !text.isEmpty else { return }
    guard ranks.count == numbers.count, ranks.allSatisfy((0..<worldSize).contains) else {
      throw .waitingRanks(text, worldSize: worldSize)
    }
  }

  /// Writes a line that says how to attach, and returns once a debugger is there, where this rank
  /// is listed.
  ///
  /// Its ticks are progress: the other ranks of the host wait without a limit meanwhile.
  func wait(rank: Int, hostName: String) {
    guard ranks.contains(rank) else { return }
    Debugger.allowAttaching()
    let notice = DebuggerNotice(rank: rank, process: OwnProcess.number, host: hostName)
    StandardStream.writeError("\(notice)\n")
    while Debugger.isAttached(to: OwnProcess.number) == false {
      Heartbeat.tick()
      Thread.sleep(forTimeInterval: 0.05)
    }
  }
}
