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

  /// Returns the events as UTF-8, each followed by a comma and a line break.
  func text(steps: [TimeSpan], writes: [TimeSpan]) -> [UInt8] {
    var text = metadata("process_name", name: "rank \(rank) on \(hostName)")
    text +=
      "{\"args\":{\"sort_index\":\(rank)},\"name\":\"process_sort_index\",\"ph\":\"M\","
      + "\"pid\":\(rank)},\n"
    text += metadata("thread_name", name: "steps", thread: Self.stepThread)
    if !writes.isEmpty {
      text += metadata("thread_name", name: "checkpoints", thread: Self.writeThread)
    }
    var bytes = Array(text.utf8)
    var names = SpanNames(events: self)
    // A span that encloses others comes before them.
    for span in steps.sorted(by: { ($0.start, $1.end) < ($1.start, $0.end) }) {
      append(span, thread: Self.stepThread, &names, to: &bytes)
    }
    for span in writes { append(span, thread: Self.writeThread, &names, to: &bytes) }
    return bytes
  }

  private func metadata(_ kind: String, name: String, thread: Int = 0) -> String {
    "{\"args\":{\"name\":\(Self.quoted(name))},\"name\":\"\(kind)\",\"ph\":\"M\","
      + "\"pid\":\(rank),\"tid\":\(thread)},\n"
  }

  /// Texts that many spans have, made once.
  private struct SpanNames {
    let events: TraceEvents
    private var known: [UInt64: (kind: [UInt8], name: [UInt8])] = [:]

    init(events: TraceEvents) { self.events = events }

    mutating func texts(of span: TimeSpan) -> (kind: [UInt8], name: [UInt8]) {
      let key = UInt64(span.kind.rawValue) << 32 | UInt64(UInt32(bitPattern: span.index))
      if let texts = known[key] { return texts }
      let texts = (
        Array("\"cat\":\"\(span.kind)\",\"dur\":".utf8),
        Array(",\"name\":\(TraceEvents.quoted(events.name(of: span))),\"ph\":\"X\",\"pid\":".utf8)
      )
      known[key] = texts
      return texts
    }
  }

  private func append(
    _ span: TimeSpan, thread: Int, _ names: inout SpanNames, to bytes: inout [UInt8]
  ) {
    let start = time(span.start)
    let texts = names.texts(of: span)
    bytes.append(UInt8(ascii: "{"))
    if span.step != 0 {
      bytes.append(contentsOf: "\"args\":{\"step\":".utf8)
      Self.append(UInt64(span.step), to: &bytes)
      bytes.append(contentsOf: "},".utf8)
    }
    bytes.append(contentsOf: texts.kind)
    Self.append(microsecondsOf: max(time(span.end) - start, 0), to: &bytes)
    bytes.append(contentsOf: texts.name)
    Self.append(UInt64(rank), to: &bytes)
    bytes.append(contentsOf: ",\"tid\":".utf8)
    Self.append(UInt64(thread), to: &bytes)
    bytes.append(contentsOf: ",\"ts\":".utf8)
    Self.append(microsecondsOf: start, to: &bytes)
    bytes.append(contentsOf: "},\n".utf8)
  }

  /// Returns the name of a span: the layer's for a layer's passes.
  fileprivate func name(of span: TimeSpan) -> String {
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

  fileprivate static func quoted(_ text: String) -> String { JSON.string(text).serialized() }

  /// Appends nanoseconds as microseconds with three decimals.
  private static func append(microsecondsOf nanoseconds: Int64, to bytes: inout [UInt8]) {
    let (whole, part) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000)
    if nanoseconds < 0 { bytes.append(UInt8(ascii: "-")) }
    append(whole, to: &bytes)
    bytes.append(UInt8(ascii: "."))
    append(part, digits: 3, to: &bytes)
  }

  /// Appends a number with at least so many digits.
  private static func append(_ number: UInt64, digits: Int = 1, to bytes: inout [UInt8]) {
    var divisor: UInt64 = 1
    for _ in 1..<digits { divisor *= 10 }
    while number / divisor >= 10 { divisor *= 10 }
    while divisor > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
      divisor /= 10
    }
  }
}

extension CheckpointStage {
  /// What is done up to the stage.
  fileprivate var action: String {
    switch self {
    // The first span begins where the file is open.
    case .temporaryOpened, .written: "write"
    case .renamed: "sync and rename"
    case .directorySynced: "sync folder"
    case .verified: "read back"
    }
  }
}
