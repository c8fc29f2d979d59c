import Foundation
import MPI
import Synchronization

/// The thread on every rank that ends the job when nobody makes progress, and this process when
/// the launcher is gone.
///
/// It calls no MPI and touches no numbers. Some times a second it reads what the ranks of its host
/// have last reported. When the ranks stall, one rank of the host writes one line and ends its
/// process with exit code 70, without MPI; `mpirun` then ends the others, stopped ones too. Those
/// that are still there some seconds later, because nothing reaches their launcher any more, end
/// themselves.
package final class Watchdog: Sendable {
  /// The time-out where no other is set.
  package static let usualTimeout = Duration.seconds(300)
  /// The environment variable that sets another: a duration, or 0 for no limit.
  package static let variable = "LOCKSTEP_TIMEOUT"
  /// What a process exits with when the ranks stall: something went wrong inside.
  package static let exitCode: Int32 = 70

  private static let interval = 0.2
  private static let gracePeriod = 5.0

  private struct Settings {
    var timeout: Duration
    /// The ranks of this host, and this one's index among them, once they are known.
    var hostRanks: [Int] = []
    var hostRank = 0
    var hostCount = 1
    var isOver = false
  }

  private let settings: Mutex<Settings>
  private let rank: Int
  private let hostName = Communicator.hostName
  private let parent: Parent

  /// Starts the thread; before MPI starts, so that a launcher's early death leaves nothing behind.
  ///
  /// - Parameters:
  ///   - rank: This process's rank.
  ///   - environment: Where the time-out and what the launcher says are looked up.
  /// - Throws: `ParallelError.timeout` for a word that is no time.
  package init(rank: Int, _ environment: [String: String]) throws(ParallelError) {
    var timeout = Self.usualTimeout
    if let word = environment[Self.variable], !word.isEmpty {
      guard let limit = Duration(limit: word) else { throw .timeout(word) }
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

  /// How long nobody may make progress; zero for no limit.
  package var timeout: Duration {
    get { settings.withLock { $0.timeout } }
    set { settings.withLock { $0.timeout = newValue } }
  }

  /// From now on the ranks of this host are watched together while they share memory.
  func watch(_ group: ProcessGroup) {
    let ranks = group.hostIndices.indices.filter { group.hostIndices[$0] == group.hostIndex }
    settings.withLock {
      $0.hostRanks = ranks
      $0.hostRank = group.hostRank
      $0.hostCount = group.hostCount
    }
  }

  /// Ends the thread at its next look.
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
      // Where no memory is shared nobody can claim the reporter flag: the others get more time.
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

  /// Ends this process; the first of the host to come here says why.
  private func end(_ message: String) -> Never {
    if ReportedState.claimReporter() {
      WatchingProcess.writeError("lockstep: error: \(message)\n")
    } else {
      Thread.sleep(forTimeInterval: Self.gracePeriod)
    }
    WatchingProcess.exit(Self.exitCode)
  }
}
