/// What one thread of a rank did, and when: spans that are recorded while it runs.
///
/// Spans nest as calls do. Recording allocates nothing; what finds no room is counted and dropped.
@safe
package final class Timeline {
  /// The number of spans that found no room.
  package private(set) var droppedCount = 0
  /// Whether spans are recorded now.
  package var isRecording = true
  /// The step of what is recorded now, from 1; 0 outside steps.
  package var step = 0

  private let room: UnsafeMutableBufferPointer<TimeSpan>
  private var count = 0

  /// Creates an empty timeline for at most `capacity` spans.
  package init(capacity: Int) {
    unsafe room = .allocate(capacity: capacity)
  }

  deinit { unsafe room.deallocate() }

  /// The spans, in the order in which they were recorded.
  package var spans: [TimeSpan] { unsafe Array(room[..<count]) }

  /// Now, for the start of a span.
  package var now: UInt64 { isRecording ? MonotonicClock.nanoseconds : 0 }

  /// Records a span that ends now; `index` says which of its kind it is.
  package func add(_ kind: TimeSpan.Kind, _ index: Int = 0, since start: UInt64) {
    guard isRecording else { return }
    add(kind, index, from: start, to: MonotonicClock.nanoseconds)
  }

  /// Records a span.
  package func add(_ kind: TimeSpan.Kind, _ index: Int = 0, from start: UInt64, to end: UInt64) {
    guard isRecording else { return }
    guard unsafe count < room.count else {
      droppedCount += 1
      return
    }
    unsafe (room.baseAddress.unsafelyUnwrapped + count).initialize(
      to: TimeSpan(
        kind: kind, index: Int32(clamping: index), step: UInt32(clamping: step), start: start,
        end: end))
    count += 1
  }
}

@available(*, unavailable)
extension Timeline: Sendable {}

/// A span of a timeline.
package struct TimeSpan: Sendable, Equatable {
  /// What is done in a span; what the index means is said for each.
  package enum Kind: UInt8, Sendable, CaseIterable {
    /// A phase of a step, or what lies between two steps; the index is the phase's.
    case phase
    /// A layer's forward pass; the index is the call's in model order.
    case forward
    /// A layer's backward pass; the index is the call's in model order.
    case backward
    /// The losses and metrics.
    case losses
    /// A wait for other ranks.
    case wait
    /// The start of a message with part of the gradient; the index is the receiver's rank.
    case sendGradient
    /// The sum of a part of the gradient, with its messages; the index is the part's.
    case sumGradient
    /// The start of a message with new weights; the index is the receiver's rank.
    case sendWeights
    /// An evaluation of validation data.
    case evaluation
    /// The copy of a checkpoint's content, for which the steps are held.
    case snapshot
    /// A stage of a checkpoint's write, on its own thread; the index is the stage's.
    case write
    /// The callbacks.
    case callbacks
  }

  /// What was done.
  package var kind: Kind
  /// Which of its kind.
  package var index: Int32
  /// The step, from 1; 0 outside steps.
  package var step: UInt32
  /// The start, on the host's monotonic clock, in nanoseconds.
  package var start: UInt64
  /// The end, on the same clock.
  package var end: UInt64

  /// Creates a span.
  package init(kind: Kind, index: Int32, step: UInt32, start: UInt64, end: UInt64) {
    self.kind = kind
    self.index = index
    self.step = step
    self.start = start
    self.end = end
  }
}
