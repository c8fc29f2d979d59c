/// Something that goes wrong on purpose.
package struct Fault: Sendable, Equatable {
  /// What goes wrong.
  package enum Kind: Sendable, Equatable {
    /// The process is killed, as by `kill -9`.
    case kill
    /// The process gets no further, for ever: computing, or asleep.
    case hang(isBusy: Bool)
    /// The process is asked to end, as by `kill -TERM`.
    case terminate
    /// The process stops itself, as by `kill -STOP`.
    case stop
    /// The process stands still for some time.
    case pause(milliseconds: Int)
    /// A number is no longer one; without an index, the first that is not zero.
    case notANumber(in: CorruptiblePart, index: Int?)
    /// A bit, 0 the lowest, is the other one; without an index, of the first number that is not
    /// zero.
    case bitFlip(in: CorruptiblePart, index: Int?, bit: Int)
    /// Every checkpoint's write takes longer, from its temporary file to its name on the disk.
    case slowCheckpoint(milliseconds: Int)
    /// A checkpoint's file is cut off behind its renaming, as after a power cut, and the process is
    /// killed. Without a count half of the bytes are left.
    case tornWrite(byteCount: Int?)
    /// Writing a checkpoint fails, as on a full disk.
    case fullDisk
  }

  /// What goes wrong.
  package let kind: Kind
  /// Where.
  package let rank: Int
  /// The update before or in which it does, counted from 1 at the run's very start; of a
  /// checkpoint's fault, the first update whose checkpoint it may meet.
  package let step: Int

  package init(_ kind: Kind, rank: Int, step: Int) {
    self.kind = kind
    self.rank = rank
    self.step = step
  }
}

extension Fault {
  /// Whether it happens to a checkpoint's file, and not to a step.
  var isOfCheckpoint: Bool {
    switch kind {
    case .slowCheckpoint, .tornWrite, .fullDisk: true
    case .kill, .hang, .terminate, .stop, .pause, .notANumber, .bitFlip: false
    }
  }

  /// The part of a step whose numbers it changes.
  var part: CorruptiblePart? {
    switch kind {
    case .notANumber(let part, _), .bitFlip(let part, _, _): part
    case .kill, .hang, .terminate, .stop, .pause, .slowCheckpoint, .tornWrite, .fullDisk: nil
    }
  }
}

extension Fault: CustomStringConvertible {
  /// A few words: `kill of rank 2 at step 37`.
  package var description: String {
    switch kind {
    case .kill: "kill of \(place)"
    case .hang(let isBusy): "hang (\(isBusy ? "busy" : "asleep")) of \(place)"
    case .terminate: "SIGTERM to \(place)"
    case .stop: "stop of \(place)"
    case .pause(let milliseconds): "pause of \(milliseconds) ms of \(place)"
    case .notANumber(let part, _): "NaN in the \(part.rawValue) of \(place)"
    case .bitFlip(let part, _, let bit): "flip of bit \(bit) in the \(part.rawValue) of \(place)"
    case .slowCheckpoint(let milliseconds):
      "pauses of \(milliseconds) ms in each checkpoint's write"
    case .tornWrite: "torn write"
    case .fullDisk: "full disk"
    }
  }

  private var place: String { "rank \(rank) at step \(step)" }
}
