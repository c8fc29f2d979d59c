import Engine
import FileFormats
import Parallel

/// The trace of a run: the timelines of all ranks on one clock, in a file that Perfetto and Chrome
/// open.
package final class RunTrace {
  /// This rank's steps.
  let steps: StepTimeline
  /// This rank's writes of checkpoints.
  let writes = WriteTimeline()

  /// The file, on rank 0.
  private let file: TraceFile?
  private let group: ProcessGroup
  private let origin: UInt64
  private let first: TraceTime.Reading

  /// Begins a trace; collective.
  ///
  /// - Parameters:
  ///   - path: The file, which rank 0 writes at the end.
  ///   - steps: The steps that are traced.
  ///   - graph: The model.
  ///   - group: The processes.
  /// - Throws: `FileError` on rank 0; MPI's errors.
  init(_ path: String, of steps: ClosedRange<Int>, _ graph: Graph, in group: ProcessGroup) throws {
    var file: TraceFile?
    try group.onFirst { file = try TraceFile(path) }
    self.file = file
    self.group = group
    // Parts, waits and messages beside the layers' passes.
    self.steps = StepTimeline(of: steps, spanCount: 32 + 4 * graph.calls.count + group.worldSize)
    first = try Self.reading(in: group)
    origin = try group.allGather([first.time])[0][0]
  }

  /// The number of steps that are traced where nothing else is asked for.
  static let usualStepCount = 500

  /// Writes the timelines of all ranks; collective.
  ///
  /// A disk that is full ends the trace, not the run: that is a warning, and the last trace stays.
  ///
  /// - Throws: MPI's errors.
  func write(_ layerNames: [String]) throws {
    var time = TraceTime(origin: origin, first: first, last: try Self.reading(in: group))
    // A rank may have begun to wait before rank 0 read its clock: times begin with the first span.
    let earliest = (steps.timeline.spans + writes.spans).map { time($0.start) }.min() ?? 0
    let before = try group.maximum(Double(max(0, -earliest)))
    time = TraceTime(origin: origin - UInt64(before), first: time.first, last: time.last)
    let events = TraceEvents(
      rank: group.rank, hostName: group.hostName, layerNames: layerNames, time: time)
    let text = events.text(steps: steps.timeline.spans, writes: writes.spans)
    let dropped = try group.gather(steps.timeline.droppedCount)
    let uncertainty = try group.maximum(
      Double(max(time.first.uncertainty, time.last.uncertainty)) * 1e-3)
    let facts: JSON = [
      "clockUncertaintyMicroseconds": .number(uncertainty),
      "droppedSpans": .array(dropped.map(JSON.integer)),
    ]
    func collect(_ write: (_ part: [UInt8]) -> Void) throws {
      write(Array("{\"traceEvents\":[\n".utf8))
      try group.collect(text) { rank, bytes in
        // The last event has no comma.
        write(rank == group.worldSize - 1 ? bytes.dropLast(2) : bytes)
      }
      write(
        Array("\n],\"displayTimeUnit\":\"ms\",\"otherData\":\(facts.serialized())}\n".utf8))
    }
    do {
      if let file { try file.write(collect) } else { try collect { _ in } }
    } catch let error as FileError {
      Warnings.write("the trace is not written: \(error)")
    }
    if group.isFirst, !steps.hasSteps {
      Warnings.write("the trace has no step: the run had none of those that were asked for")
    }
    let lost = dropped.reduce(0, +)
    if group.isFirst, lost > 0 {
      Warnings.write("\(lost) spans found no room in the trace; trace fewer steps")
    }
  }

  private static func reading(in group: ProcessGroup) throws -> TraceTime.Reading {
    let clock = try group.clockOffset()
    return TraceTime.Reading(
      time: MonotonicClock.nanoseconds, offset: clock.offset, uncertainty: clock.uncertainty)
  }
}
