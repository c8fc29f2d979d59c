import Engine
import FileFormats

/// The events of one rank's spans, as JSON in Chrome's trace format.
///
/// Source: Duca and Sinclair, "Trace Event Format" (2016): complete events (`X`) on the threads of
/// a process, in microseconds. A rank is a process; its thread 0 trains, its thread 1 writes
/// checkpoints.
struct TraceEvents {
  /// The rank.
  let rank: Int
  /// The host's name.
  let hostName: String
  /// The names of the layers' calls, in model order.
  let layerNames: [String]
  /// Converts an instant of this rank's clock to nanoseconds since the run began on rank 0.
  let time: TraceTime

  private static let stepThread = 0
  private static let writeThread = 1

  /// Returns the events, each followed by a comma and a line break.
  func text(steps: [TimeSpan], writes: [TimeSpan]) -> String {
    var text = metadata("process_name", name: "rank \(rank) on \(hostName)")
    text += event(
      "{\"args\":{\"sort_index\":\(rank)},\"name\":\"process_sort_index\",\"ph\":\"M\","
        + "\"pid\":\(rank)}")
    text += metadata("thread_name", name: "steps", thread: Self.stepThread)
    if !writes.isEmpty { text += metadata("thread_name", name: "checkpoints", thread: 1) }
    // A span that encloses others comes before them.
    for span in steps.sorted(by: { ($0.start, $1.end) < ($1.start, $0.end) }) {
      text += event(span, thread: Self.stepThread)
    }
    for span in writes { text += event(span, thread: Self.writeThread) }
    return text
  }

  private func event(_ line: String) -> String { line + ",\n" }

  private func metadata(_ kind: String, name: String, thread: Int = 0) -> String {
    event(
      "{\"args\":{\"name\":\(Self.quoted(name))},\"name\":\"\(kind)\",\"ph\":\"M\","
        + "\"pid\":\(rank),\"tid\":\(thread)}")
  }

  private func event(_ span: TimeSpan, thread: Int) -> String {
    let start = time(span.start)
    let duration = max(time(span.end) - start, 0)
    let step = span.step == 0 ? "" : "\"args\":{\"step\":\(span.step)},"
    return event(
      "{\(step)\"cat\":\"\(span.kind)\",\"dur\":\(Self.microseconds(duration)),\"name\":"
        + "\(Self.quoted(name(of: span))),\"ph\":\"X\",\"pid\":\(rank),\"tid\":\(thread),\"ts\":"
        + "\(Self.microseconds(start))}")
  }

  /// Returns the name of a span: the layer's for a layer's passes.
  private func name(of span: TimeSpan) -> String {
    let index = Int(span.index)
    return switch span.kind {
    case .phase: StepClock.Part(rawValue: index).map { $0.name } ?? "phase \(index)"
    case .forward: layer(index)
    case .backward: layer(index)
    case .losses: "losses and metrics"
    case .wait: "wait"
    case .sendGradient: "send gradient to rank \(index)"
    case .sumGradient: "sum gradient, part \(index)"
    case .sendWeights: "send weights to rank \(index)"
    case .evaluation: "evaluation"
    case .snapshot: "copy for a checkpoint"
    case .write: CheckpointStage.allCases[index].action
    case .callbacks: "callbacks"
    }
  }

  private func layer(_ index: Int) -> String {
    layerNames.indices.contains(index) ? layerNames[index] : "layer \(index)"
  }

  private static func quoted(_ text: String) -> String { JSON.string(text).serialized() }

  /// Returns nanoseconds as microseconds with three decimals.
  private static func microseconds(_ nanoseconds: Int64) -> String {
    let (whole, part) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000)
    let digits = String(part)
    let zeros = String(repeating: "0", count: 3 - digits.count)
    return (nanoseconds < 0 ? "-" : "") + "\(whole).\(zeros)\(digits)"
  }
}

extension CheckpointStage {
  /// What is done up to the stage.
  fileprivate var action: String {
    switch self {
    case .temporaryOpened: "open"
    case .written: "write"
    case .renamed: "sync and rename"
    case .directorySynced: "sync folder"
    case .verified: "read back"
    }
  }
}
