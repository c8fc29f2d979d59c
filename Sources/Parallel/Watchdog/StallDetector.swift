package import MPI

/// Decides whether the ranks of a host still make progress; it reads no clock and no memory itself.
///
/// The one criterion is that no rank of the host has reported anything for the time-out. One rank
/// that hangs stops the others within a step, on its own host and on all others, so nobody needs
/// to judge a single rank; and rank 0's long work counts by its own reports.
package struct StallDetector {
  /// How many times the time-out a rank may be silent in the caller's own program, or while it
  /// waits for work that rank 0 does for all: on another host nothing shows whether that goes on.
  ///
  /// A link that is cut at such a moment is found by Open MPI's own control channel, where its
  /// keepalive is set, or by this longer limit.
  package static let patience = 10

  /// The longest time that one look can add.
  ///
  /// After a suspended machine, or a job that was stopped and continued, one look sees a long time
  /// in which no rank could do anything.
  package static let longestLook = Duration.seconds(1)

  private var silence = Duration.zero
  private var counts: [UInt64] = []
  private var lookCounts: [UInt64] = []
  /// For each rank, how long its own watchdog has not looked.
  private var isolation: [Duration] = []

  /// A detector that has seen nothing.
  package init() {}

  /// Compares what the ranks report now with what they reported before.
  ///
  /// - Parameters:
  ///   - states: The ranks of the host, or this process alone before memory is shared.
  ///   - elapsed: The time since the last look.
  ///   - timeout: How long nobody may make progress.
  ///   - turn: How long this rank lets others report first, which may not be alive.
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
    // The host that holds the culprit reports before those that only wait for it; these have time
    // to be ended, which mpirun does a second after it has asked them to end.
    let courtesy = culprits.isEmpty && hostCount > 1 ? Duration.seconds(3) : .zero
    guard let limit, silence >= limit + turn + courtesy else { return nil }
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

  /// How many time-outs a rank may be silent.
  ///
  /// A stopped process does no long work, whatever it was about to do.
  private static func limit(of state: ReportedState, isStopped: Bool) -> Int {
    let isLong = Activity(rawValue: state.activity)?.isLong ?? false
    let waitsLong = state.isWaiting && state.expectsLongWaits
    return !isStopped && (isLong || waitsLong) ? patience : 1
  }
}
