import MPI
import Parallel
import Testing

/// The ranks of a host, and a stall detector of one of them over all.
private final class Host {
  var states: [ReportedState]
  var detector = StallDetector()
  var hostCount = 1
  var turn = Duration.zero
  /// The ranks whose own watchers look no more.
  var stopped: Set<Int> = []

  init(_ activities: [Activity], waiting: Set<Int> = [], expecting: Set<Int> = []) {
    states = activities.enumerated().map { rank, activity in
      ReportedState(
        count: 7, activity: activity.rawValue, step: 37, isWaiting: waiting.contains(rank),
        expectsLongWaits: expecting.contains(rank), lookCount: 0, process: Int32(100 + rank))
    }
  }

  /// Looks every half second; returns after how many seconds a stall is found, with it.
  func stall(
    timeout: Duration = .seconds(10), within limit: Int = 1_000, reporting rank: Int? = nil
  ) -> (seconds: Double, Stall)? {
    for look in 0...limit * 2 {
      for index in states.indices where !stopped.contains(index) { states[index].lookCount += 1 }
      if let rank { states[rank].count += 1 }
      let found = detector.look(
        at: states, after: .milliseconds(500), timeout: timeout, turn: turn, hostCount: hostCount)
      if let found { return (Double(look) / 2, found) }
    }
    return nil
  }
}

/// The process that a debugger is attached to.
private final class AttachedDebugger {
  var process: Int32?
}

@Suite("StallDetector")
struct StallDetectorTests {
  @Test("finds a stall after the time-out, not before, and the rank that does not wait")
  func culprit() throws {
    let host = Host([.meeting, .meeting, .backward, .meeting], waiting: [0, 1, 3])
    let (seconds, found) = try #require(host.stall())
    #expect(seconds == 10)
    #expect(found.culprits == [2])
    #expect(found.silence == .seconds(10))
    #expect(found.stopped == [false, false, false, false])
  }

  @Test("finds no stall while any rank reports", arguments: [0, 1, 2])
  func progress(rank: Int) {
    let host = Host([.forward, .evaluating, .meeting], waiting: [2])
    let found = host.stall(within: 100, reporting: rank)
    #expect(found == nil, "\(found?.seconds ?? 0) s")
  }

  /// Rank 1 was stopped while it waited: the others wait for it all the same.
  @Test("names a stopped process as the culprit")
  func stopped() throws {
    let host = Host([.meeting, .meeting, .meeting], waiting: [0, 1, 2])
    host.stopped = [1]
    let (seconds, found) = try #require(host.stall())
    #expect(seconds == 10)
    #expect(found.culprits == [1])
    #expect(found.stopped == [false, true, false])
  }

  @Test("allows the caller's own program, and waits for rank 0's work, more time")
  func patience() throws {
    let program = Host([.program, .meeting], waiting: [1])
    #expect(try #require(program.stall()).seconds == 100)
    let elsewhere = Host([.meeting, .meeting], waiting: [0, 1], expecting: [0, 1])
    #expect(try #require(elsewhere.stall()).seconds == 100)
  }

  @Test("allows a stopped process no more time, nor a second rank that hangs")
  func impatience() throws {
    let stopped = Host([.program, .meeting], waiting: [1])
    stopped.stopped = [0]
    #expect(try #require(stopped.stall()).seconds == 10)
    let second = Host([.program, .forward])
    #expect(try #require(second.stall()).seconds == 10)
  }

  /// A rank that was told of rank 0's work and then hangs in its own is found in time.
  @Test("allows more time only for waits")
  func patienceEndsWithTheWait() throws {
    let host = Host([.forward, .meeting], waiting: [1], expecting: [0, 1])
    #expect(try #require(host.stall()).seconds == 10)
  }

  @Test("lets lower ranks, and the host of the culprit, report first")
  func turns() throws {
    let host = Host([.meeting, .forward], waiting: [0])
    host.turn = .milliseconds(700)
    host.hostCount = 2
    #expect(try #require(host.stall()).seconds == 11)
    let waiting = Host([.meeting, .meeting], waiting: [0, 1])
    waiting.hostCount = 2
    #expect(try #require(waiting.stall()).seconds == 13)
    let alone = Host([.meeting, .meeting], waiting: [0, 1])
    #expect(try #require(alone.stall()).seconds == 10)
  }

  /// After a night in a suspended machine nobody has had time to make progress.
  @Test("limits the time that one check adds")
  func suspension() {
    let host = Host([.forward])
    _ = host.stall(within: 5)
    for _ in 0..<4 {
      let found = host.detector.look(
        at: host.states, after: .seconds(10_000), timeout: .seconds(10), turn: .zero, hostCount: 1)
      #expect(found == nil)
    }
  }

  /// Process 101 is rank 1, which stands at a breakpoint for a minute.
  @Test("rests while a debugger is attached to a rank, and counts anew afterwards")
  func debugger() throws {
    let host = Host([.meeting, .forward, .meeting], waiting: [0, 2])
    let debugger = AttachedDebugger()
    host.detector = StallDetector(isDebugged: { $0 == debugger.process })
    debugger.process = 101
    host.stopped = [1]
    #expect(host.stall(within: 60) == nil)
    host.stopped = []
    debugger.process = nil
    let (seconds, found) = try #require(host.stall())
    #expect((0.5...10).contains(seconds), "\(seconds) s")
    #expect(found.culprits == [1])
  }

  @Test("rests while a rank of another host may be in a debugger, not while its own hang")
  func debuggerElsewhere() throws {
    let waiting = Host([.meeting, .meeting], waiting: [0, 1])
    waiting.hostCount = 2
    waiting.detector = StallDetector(debugsOtherHosts: true, isDebugged: { _ in false })
    #expect(waiting.stall() == nil)
    waiting.hostCount = 1
    #expect(waiting.stall() != nil)
    let hanging = Host([.meeting, .forward], waiting: [0])
    hanging.hostCount = 2
    hanging.detector = StallDetector(debugsOtherHosts: true, isDebugged: { _ in false })
    #expect(try #require(hanging.stall()).seconds == 10)
  }

  @Test("restarts when memory is shared")
  func sharing() throws {
    let host = Host([.starting])
    #expect(host.stall(within: 9) == nil)
    host.states = Host([.starting, .starting]).states
    #expect(try #require(host.stall()).seconds == 10)
  }
}
