package import MPI

/// A detector of stalled ranks of a host, independent of clock and shared memory.
///
/// The only criterion is that no rank of the host has reported progress for the time-out. A rank
/// that hangs stops all others within a step, on every host, so single ranks need not be judged;
/// rank 0's long work counts by its own reports.
package struct StallDetector {
  /// The multiple of the time-out that a rank may be silent in the caller's own program, or while
  /// it waits for work that rank 0 does for all: on another host rank 0's progress is not visible.
  ///
  /// A broken link during such a wait is detected by Open MPI's control channel, where its
  /// keepalive is set, or by this longer limit.
  package static let longWaitFactor = 10

  /// The longest time that one call of `look` can add.
  ///
  /// After the machine was suspended, or the job was stopped and continued, a long time has elapsed
  /// in which no rank could run.
  package static let longestLook = Duration.seconds(1)

  private var silence = Duration.zero
  private var counts: [UInt64] = []
  private var lookCounts: [UInt64] = []
  /// For each rank, the time since its own watchdog last looked.
  private var isolation: [Duration] = []
  private let isDebugged: (Int32) -> Bool
  private let debugsOtherHosts: Bool

  /// Creates a detector.
  ///
  /// - Parameters:
  ///   - debugsOtherHosts: Whether a debugger may be attached to a rank of another host, whose
  ///     processes are not visible here.
  ///   - isDebugged: Returns whether a debugger is attached to a process of this host; called only
  ///     when a stall is due.
  package init(
    debugsOtherHosts: Bool = false,
    isDebugged: @escaping (Int32) -> Bool = { Debugger.isAttached(to: $0) ?? false }
  ) {
    self.debugsOtherHosts = debugsOtherHosts
    self.isDebugged = isDebugged
  }

  /// Compares the ranks' reports with their previous ones.
  ///
  /// - Parameters:
  ///   - states: The ranks of the host, or this process alone before memory is shared.
  ///   - elapsed: The time since the last look.
  ///   - timeout: The longest time without progress.
  ///   - turn: The additional time for which this rank lets others report first.
  ///   - hostCount: The number of hosts.
  /// - Returns: The stall that this rank must report before it ends its process, or nil.
  package mutating func look(
    at states: [ReportedState], after elapsed: Duration, timeout: Duration, turn: Duration,
    hostCount: Int
  ) -> Stall? {
    let elapsed = min(elapsed, Self.longestLook)
    note(states, elapsed)
    let newCounts = states.map(\.count)
    guard newCounts == counts else {
      counts = newCounts
      silence = .zero
      return nil
    }
    silence += elapsed
    let stopped = isolation.map { $0 >= max(timeout / 2, .seconds(2)) }
    let culprits = states.indices.filter { !states[$0].isWaiting || stopped[$0] }
    let limit =
      culprits.isEmpty
      ? states.map { timeout * Self.limit(of: $0, isStopped: false) }.min()
      : culprits.map { timeout * Self.limit(of: states[$0], isStopped: stopped[$0]) }.min()
    // The host of the culprit reports before hosts that only wait for it, which mpirun ends a
    // second after it has signalled them.
    let headStart = culprits.isEmpty && hostCount > 1 ? Duration.seconds(3) : .zero
    guard let limit, silence >= limit + turn + headStart else { return nil }
    let waitsForDebugger = debugsOtherHosts && culprits.isEmpty && hostCount > 1
    guard !waitsForDebugger, !states.contains(where: { isDebugged($0.process) }) else {
      // A rank at a breakpoint stops all others. The limit counts anew once it goes on.
      silence = .zero
      return nil
    }
    return Stall(
      silence: silence, states: states, culprits: culprits, stopped: stopped, hostCount: hostCount)
  }

  private mutating func note(_ states: [ReportedState], _ elapsed: Duration) {
    if lookCounts.count == states.count {
      for (rank, state) in states.enumerated() {
        isolation[rank] =
          state.lookCount == lookCounts[rank] ? isolation[rank] + elapsed : .zero
      }
    } else {
      isolation = [Duration](repeating: .zero, count: states.count)
    }
    lookCounts = states.map(\.lookCount)
  }

  /// Returns the number of time-outs for which a rank may be silent.
  ///
  /// A stopped process does no long work, whatever its last report.
  private static func limit(of state: ReportedState, isStopped: Bool) -> Int {
    let isLong = Activity(rawValue: state.activity)?.isLong ?? false
    let waitsLong = state.isWaiting && state.expectsLongWaits
    return !isStopped && (isLong || waitsLong) ? longWaitFactor : 1
  }
}
