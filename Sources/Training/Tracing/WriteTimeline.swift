import Engine
import Synchronization

/// The timeline of the thread that writes checkpoints, stage by stage.
final class WriteTimeline: Sendable {
  private struct State {
    var spans: [TimeSpan] = []
    var last: UInt64 = 0
  }

  private let state = Mutex(State())

  /// The spans so far.
  var spans: [TimeSpan] { state.withLock(\.spans) }

  /// Records the end of a stage of a write; an observer of checkpoints.
  func observe(_ stage: CheckpointStage, _ path: String, _ iterations: Int) {
    let now = MonotonicClock.nanoseconds
    let index = CheckpointStage.allCases.firstIndex(of: stage) ?? 0
    state.withLock { state in
      if stage != .temporaryOpened {
        state.spans.append(
          TimeSpan(
            kind: .write, index: Int32(clamping: index), step: UInt32(clamping: iterations),
            start: state.last, end: now))
      }
      state.last = now
    }
  }
}
