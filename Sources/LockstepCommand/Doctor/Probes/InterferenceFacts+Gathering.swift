import Foundation
import Synchronization

extension InterferenceFacts {
  private static let rounds = 2

  /// Lets a loop run alone and twice at once, for 0.3 s in all.
  ///
  /// - Parameter usable: The processors that this process may use.
  init(gatheringOn usable: Int) {
    guard usable > 1 else {
      reason = "there is one processor"
      return
    }
    // What another program does in one round need not happen in the next.
    share = (0..<Self.rounds).map { _ in
      let alone = Self.speed(for: 0.05)
      return min(1, Self.speedBeside(for: 0.1) / alone)
    }.max()
  }

  /// The loop's rounds in a second on this thread.
  private static func speed(for seconds: Double) -> Double {
    let start = ContinuousClock.now
    var state: UInt64 = 1
    var count = 0.0
    while true {
      for _ in 0..<20_000 { state = state &* 6_364_136_223_846_793_005 &+ 1 }
      // Without a use of the state there would be no loop.
      count += state == 0 ? 2 : 1
      let elapsed = (ContinuousClock.now - start) / .seconds(1)
      if elapsed >= seconds { return count / elapsed }
    }
  }

  /// The speed of the slower of two loops at once.
  private static func speedBeside(for seconds: Double) -> Double {
    let other = Result()
    let isDone = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      other.speed.withLock { $0 = speed(for: seconds) }
      isDone.signal()
    }
    let own = speed(for: seconds)
    isDone.wait()
    return min(own, other.speed.withLock { $0 })
  }

  private final class Result: Sendable {
    let speed = Mutex(0.0)
  }
}
