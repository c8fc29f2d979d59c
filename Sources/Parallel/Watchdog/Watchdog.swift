import Foundation
import MPI
import Synchronization

/// A thread on every rank that ends the job when no rank makes progress, and this process when the
/// launcher has ended.
///
/// It calls no MPI and does not affect results. Several times a second it reads the last reports of
/// the host's ranks. When the ranks stall, one rank of the host writes one line and ends its
/// process with exit code 70, without MPI; `mpirun` then ends the others, including stopped ones.
/// Ranks that still run some seconds later, because their launcher is unreachable, end themselves.
package final class Watchdog: Sendable {
  /// The default time-out.
  package static let defaultTimeout = Duration.seconds(300)
  /// The environment variable that overrides it: a duration, or 0 for no limit.
  package static let variable = "LOCKSTEP_TIMEOUT"
  /// The exit code when the ranks stall: an internal error (`EX_SOFTWARE`).
  package static let exitCode: Int32 = 70

  private static let interval = 0.2
  private static let gracePeriod = 5.0

  private struct Settings {
    var timeout: Duration
    /// The ranks of this host, once they are known.
    var hostRanks: [Int] = []
    var hostRank = 0
    var hostCount = 1
    var isOver = false
  }

  private let settings: Mutex<Settings>
  private let rank: Int
  private let hostName = Communicator.hostName
  private let parent: Parent

  /// Starts the thread, before MPI, so that no process remains if the launcher ends early.
  ///
  /// - Parameters:
  ///   - rank: This process's rank.
  ///   - environment: The environment variables with the time-out and the launcher's settings.
  /// - Throws: `ParallelError.timeout` for a time-out that is not a duration.
  package init(rank: Int, _ environment: [String: String]) throws(ParallelError) {
    var timeout = Self.defaultTimeout
    if let text = environment[Self.variable], !text.isEmpty {
      guard let limit = Duration(limit: text) else { throw .timeout(text) }
      timeout = limit
    }
    self.rank = rank
    parent = Parent(environment)
    settings = Mutex(Settings(timeout: timeout))
    let thread = Thread { [self] in watch() }
    thread.name = "watchdog"
    thread.stackSize = 256 << 10
    thread.start()
  }

  /// The longest time without progress; zero for no limit.
  package var timeout: Duration {
    get { settings.withLock { $0.timeout } }
    set { settings.withLock { $0.timeout = newValue } }
  }

  /// Begins to watch the ranks of this host together, while they share memory.
  func watch(_ group: ProcessGroup) {
    let ranks = group.hostIndices.indices.filter { group.hostIndices[$0] == group.hostIndex }
    settings.withLock {
      $0.hostRanks = ranks
      $0.hostRank = group.hostRank
      $0.hostCount = group.hostCount
    }
  }

  /// Ends the thread at its next check.
  func stop() { settings.withLock { $0.isOver = true } }

  private func watch() {
    WatchingProcess.blockSignals()
    let clock = SuspendingClock()
    var last = clock.now
    var detector = StallDetector()
    while true {
      Thread.sleep(forTimeInterval: Self.interval)
      let settings = settings.withLock { $0 }
      guard !settings.isOver else { return }
      if parent.isGone { WatchingProcess.exit(Self.exitCode) }
      let now = clock.now
      defer { last = now }
      let states = ReportedState.look(capacity: settings.hostRanks.count)
      guard settings.timeout > .zero else { continue }
      // Without shared memory no rank can claim the reporter flag, so the other ranks wait longer.
      let isTogether = states.count == settings.hostRanks.count
      let stall = detector.look(
        at: states, after: now - last, timeout: settings.timeout,
        turn: isTogether
          ? .milliseconds(50 * min(settings.hostRank, 20)) : .milliseconds(400 * min(rank, 10)),
        hostCount: settings.hostCount)
      if let stall {
        end(stall.message(host: hostName, ranks: isTogether ? settings.hostRanks : [rank]))
      }
    }
  }

  /// Ends this process; the first rank of the host to call it writes the message.
  private func end(_ message: String) -> Never {
    if ReportedState.claimReporter() {
      WatchingProcess.writeError("lockstep: error: \(message)\n")
    } else {
      Thread.sleep(forTimeInterval: Self.gracePeriod)
    }
    WatchingProcess.exit(Self.exitCode)
  }
}
