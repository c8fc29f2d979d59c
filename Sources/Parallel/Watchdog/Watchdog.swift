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
/// It rests while a debugger is attached to a rank of the host, and on other hosts while the job's
/// ranks wait for a debugger by `LOCKSTEP_WAIT`.
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
  private let debugsOtherHosts: Bool
  private let hostName = Communicator.hostName
  /// Nil for a process that no launcher has started, which may outlive the one that did.
  private let parent: Parent?

  /// Starts the thread; before MPI starts, so that neither a launcher's early death nor a rank that
  /// never starts MPI leaves anything behind.
  ///
  /// - Parameters:
  ///   - launch: How this process was started.
  ///   - environment: The environment variables with the time-out and the launcher's settings.
  ///   - options: What the program has set.
  /// - Throws: `ParallelError.timeout` for a text that is no time, or `.noThread`.
  init(
    _ launch: Launch, _ environment: [String: String], _ options: WatchOptions
  ) throws(ParallelError) {
    var timeout = Self.defaultTimeout
    if let text = environment[Self.variable], !text.isEmpty {
      guard let limit = Duration(limit: text) else { throw .timeout(text) }
      timeout = limit
    }
    rank = launch.rank
    debugsOtherHosts = environment[DebuggerNotice.variable]?.isEmpty == false
    parent = launch == .solo ? nil : Parent(environment)
    settings = Mutex(Settings(timeout: options.timeout ?? timeout))
    try OwnThread.start { [self] in watch() }
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
    OwnProcess.blockSignals()
    let clock = SuspendingClock()
    var last = clock.now
    var detector = StallDetector(debugsOtherHosts: debugsOtherHosts)
    while true {
      Thread.sleep(forTimeInterval: Self.interval)
      let settings = settings.withLock { $0 }
      guard !settings.isOver else { return }
      if parent?.isGone == true { OwnProcess.exit(Self.exitCode) }
      let now = clock.now
      defer { last = now }
      let states = ReportedState.look(capacity: settings.hostRanks.count)
      guard settings.timeout > .zero else { continue }
      // Without shared memory no rank can claim the reporter flag, so the other ranks wait longer.
      let isTogether = states.count == settings.hostRanks.count
      let stall = detector.look(
        at: states, after: now - last, timeout: settings.timeout,
        turn: isTogether
          ? .milliseconds(50 * min(settings.hostRank, 20)) : .seconds(2 * min(rank, 3)),
        hostCount: settings.hostCount)
      if let stall {
        end(stall.message(host: hostName, ranks: isTogether ? settings.hostRanks : [rank]))
      }
    }
  }

  /// Ends this process; the first rank of the host to call it writes the message.
  private func end(_ message: String) -> Never {
    if ReportedState.claimReporter() {
      ErrorLine.write(message)
    } else {
      Thread.sleep(forTimeInterval: Self.gracePeriod)
    }
    OwnProcess.exit(Self.exitCode)
  }
}
