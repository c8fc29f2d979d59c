/// One rank's time in some steps, and between them.
package struct RankTimes: Sendable, Equatable {
  /// The nanoseconds of each part, without waits.
  private(set) var work: [UInt64]
  /// The nanoseconds of waits for other ranks in each part.
  private(set) var waits: [UInt64]

  /// Creates the times of a clock since it was restarted or cleared.
  init(_ clock: StepClock) {
    work = clock.work
    waits = clock.waits
  }

  /// The times as integers, to send to other ranks.
  var integers: [UInt64] { work + waits }

  /// Creates times from their integers.
  init(_ integers: [UInt64]) {
    let count = StepClock.Part.allCases.count
    work = Array(integers.prefix(count))
    waits = Array(integers.dropFirst(count))
  }

  /// Returns the seconds of a part, without waits.
  func seconds(_ part: StepClock.Part) -> Double { Double(work[part.rawValue]) * 1e-9 }

  /// The seconds of the passes, the gathering of samples and the update.
  package var compute: Double {
    [.gather, .forward, .backward, .update].reduce(0) { $0 + seconds($1) }
  }

  /// The seconds of the exchange, without waits.
  package var exchange: Double { seconds(.meet) + seconds(.publish) }

  /// The seconds of waits for other ranks.
  package var waiting: Double { Double(waits.reduce(0, +)) * 1e-9 }

  /// The seconds between steps: callbacks, reports, the next epoch's order.
  package var between: Double { seconds(.between) }

  /// The seconds of validation, without waits.
  package var validation: Double { seconds(.validation) }

  /// The seconds of holds for checkpoints, without waits.
  package var checkpoint: Double { seconds(.checkpoint) }

  /// The seconds of everything: the wall time.
  package var total: Double {
    compute + exchange + waiting + between + validation + checkpoint
  }

  /// Adds further times.
  mutating func add(_ other: RankTimes) {
    for part in work.indices {
      work[part] += other.work[part]
      waits[part] += other.waits[part]
    }
  }
}

/// The times of all ranks since the last ones that were taken.
package struct EpochTimes: Sendable, Equatable {
  /// The times by rank.
  package let ranks: [RankTimes]
  /// The slowest step; nil where no step was completed.
  package let slowest: SlowestStep?
}

/// The slowest step of an epoch, by rank 0's clock.
package struct SlowestStep: Sendable, Equatable {
  /// The step, from 1.
  package let number: Int
  /// The step's time in seconds.
  package let seconds: Double
  /// The rank that worked longest in it: the others waited for it.
  package let rank: Int
  /// The time for which that rank worked, in seconds.
  package let ownSeconds: Double
}
