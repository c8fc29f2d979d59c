import Engine
import Parallel

/// The timeline of a rank's steps: all of them for some steps, and what is rare throughout the run.
package final class StepTimeline {
  /// The timeline.
  let timeline: Timeline

  /// Whether a step was recorded.
  private(set) var hasSteps = false

  private let steps: ClosedRange<Int>
  private let waits: WaitRecorder

  /// Creates the timeline of the thread that calls it.
  ///
  /// - Parameters:
  ///   - steps: The steps that are recorded, counted from 1 at the start of the run.
  ///   - spanCount: The greatest number of a step's spans.
  init(of steps: ClosedRange<Int>, spanCount: Int) {
    self.steps = steps
    let (count, isHuge) = steps.count.multipliedReportingOverflow(by: spanCount)
    timeline = Timeline(capacity: min(isHuge ? .max : count, Self.limit) + Self.reserve)
    waits = WaitRecorder(timeline)
    timeline.isRecording = false
  }

  /// The most spans of steps, 32 bytes each.
  private static let limit = 1 << 20
  /// The room for spans outside steps.
  private static let reserve = 1 << 14

  /// Marks the beginning of a step.
  func begin(step: Int) {
    timeline.step = step
    timeline.isRecording = steps.contains(step)
    hasSteps = hasSteps || timeline.isRecording
  }

  /// Records a part of a step.
  func end(_ part: StepClock.Part, from start: UInt64, to end: UInt64) {
    waits.take()
    timeline.add(.phase, part.rawValue, from: start, to: end)
  }

  /// Records a span of the steps that are recorded.
  func record<Result>(_ kind: TimeSpan.Kind, _ body: () throws -> Result) rethrows -> Result {
    let start = timeline.now
    defer { timeline.add(kind, since: start) }
    return try body()
  }

  /// Records a span at any time of the run.
  func recordAlways<Result>(_ kind: TimeSpan.Kind, _ body: () throws -> Result) rethrows -> Result {
    // What was waited before belongs to steps.
    waits.take()
    let (wasRecording, step) = (timeline.isRecording, timeline.step)
    (timeline.isRecording, timeline.step) = (true, 0)
    defer { (timeline.isRecording, timeline.step) = (wasRecording, step) }
    let start = timeline.now
    defer {
      waits.take()
      timeline.add(kind, since: start)
    }
    return try body()
  }
}

@available(*, unavailable)
extension StepTimeline: Sendable {}
