package import Engine
import MPI

/// Brings this thread's waits for other ranks into a timeline.
package final class WaitRecorder {
  private let record = WaitRecord()
  private let timeline: Timeline

  /// Begins to record; a thread has one recorder at a time.
  package init(_ timeline: Timeline) { self.timeline = timeline }

  /// Adds the waits since the last call.
  package func take() { record.take { timeline.add(.wait, from: $0, to: $1) } }
}

@available(*, unavailable)
extension WaitRecorder: Sendable {}
