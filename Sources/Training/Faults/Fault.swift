/// An injected fault.
package struct Fault: Sendable, Equatable {
  /// The kind of fault.
  package enum Kind: Sendable, Equatable {
    /// The process is killed, as by `kill -9`.
    case kill
    /// The process hangs forever, busy or asleep.
    case hang(isBusy: Bool)
    /// The process is asked to end, as by `kill -TERM`.
    case terminate
    /// The process stops itself, as by `kill -STOP`.
    case stop
    /// The process pauses for some time in a part of a step, and again in each of the next steps
    /// up to a number.
    case pause(milliseconds: Int, in: StepClock.Part = .between, stepCount: Int = 1)
    /// A number becomes NaN; without an index, the first nonzero one.
    case notANumber(in: CorruptiblePart, index: Int?)
    /// A bit, 0 the lowest, is flipped; without an index, in the first nonzero number.
    case bitFlip(in: CorruptiblePart, index: Int?, bit: Int)
    /// Every checkpoint's write is delayed, from its temporary file to its directory entry.
    case slowCheckpoint(milliseconds: Int)
    /// A checkpoint's file is truncated after its renaming, as after a power failure, and the
    /// process is killed. Without a count half of the bytes remain.
    case tornWrite(byteCount: Int?)
    /// Writing a checkpoint fails, as on a full disk.
    case fullDisk
  }

  /// The kind of fault.
  package let kind: Kind
  /// The rank.
  package let rank: Int
  /// The update before or in which it occurs, counted from 1 at the start of the run; for a
  /// checkpoint's fault, the first update with an affected checkpoint.
  package let step: Int

  package init(_ kind: Kind, rank: Int, step: Int) {
    self.kind = kind
    self.rank = rank
    self.step = step
  }
}

extension Fault {
  /// Whether it affects a checkpoint's file rather than a step.
  var isOfCheckpoint: Bool {
    switch kind {
    case .slowCheckpoint, .tornWrite, .fullDisk: true
    case .kill, .hang, .terminate, .stop, .pause, .notANumber, .bitFlip: false
    }
  }

  /// The part of a step that it changes.
  var part: CorruptiblePart? {
    switch kind {
    case .notANumber(let part, _), .bitFlip(let part, _, _): part
    case .kill, .hang, .terminate, .stop, .pause, .slowCheckpoint, .tornWrite, .fullDisk: nil
    }
  }
}

extension Fault {
  /// The part of a step in which it pauses.
  var pausedPart: StepClock.Part? {
    if case .pause(_, let part, _) = kind { part } else { nil }
  }

  /// Whether it is a pause.
  var isPause: Bool { pausedPart != nil }
}

extension Fault: CustomStringConvertible {
  /// A short description: `kill of rank 2 at step 37`.
  package var description: String {
    switch kind {
    case .kill: "kill of \(location)"
    case .hang(let isBusy): "hang (\(isBusy ? "busy" : "asleep")) of \(location)"
    case .terminate: "SIGTERM to \(location)"
    case .stop: "stop of \(location)"
    case .pause(let milliseconds, let part, let stepCount):
      "pause of \(milliseconds) ms of \(location)"
        + (part == .between ? "" : ", \(part.name)")
        + (stepCount == 1 ? "" : ", for \(stepCount) steps")
    case .notANumber(let part, _): "NaN in the \(part.rawValue) of \(location)"
    case .bitFlip(let part, _, let bit): "flip of bit \(bit) in the \(part.rawValue) of \(location)"
    case .slowCheckpoint(let milliseconds):
      "pauses of \(milliseconds) ms in each checkpoint's write"
    case .tornWrite: "torn write"
    case .fullDisk: "full disk"
    }
  }

  private var location: String { "rank \(rank) at step \(step)" }
}
