/// What a phase of a step achieves, by rank 0's time and the work of all ranks.
package enum PhaseRate: Equatable {
  /// Arithmetic in GFLOP/s, and its share of the peak; nil where the peak was refuted.
  case arithmetic(gigaflops: Double, ofPeak: Double?)
  /// Bytes in GB/s.
  case bytes(gigabytes: Double)

  /// The rate in a table: percent of the peak, or GB/s.
  package var text: String {
    switch self {
    case .arithmetic(_, let share): share.map { "\((100 * $0).digits(1)) %" } ?? "-"
    case .bytes(let gigabytes): gigabytes.digits(1)
    }
  }
}

extension StepReport {
  /// Returns the rate of a phase; nil where nothing is counted in it, or it took no time.
  ///
  /// The bytes that are exchanged are those of ``exchangeRate(of:)``.
  package func rate(of phase: StepPhase, in entry: StepEntry) -> PhaseRate? {
    let milliseconds = entry.milliseconds(of: phase)
    let work = setting.work
    switch phase {
    case .forward: return arithmetic(work.forwardOperations, milliseconds)
    case .backward: return arithmetic(work.backwardOperations, milliseconds)
    case .gather: return bytes(work.gatheredBytes, milliseconds)
    case .update: return bytes(work.updatedBytes, milliseconds)
    case .meet, .publish: return nil
    }
  }

  /// Returns the rate of what all ranks take from others in a step, in the time of the phases in
  /// which it moves; nil where nothing does.
  package func exchangeRate(of entry: StepEntry) -> PhaseRate? {
    let milliseconds = [StepPhase.meet, .update, .publish].reduce(0) {
      $0 + entry.milliseconds(of: $1)
    }
    return bytes(Double(entry.bytesOfRank.reduce(0, +)), milliseconds)
  }

  private func arithmetic(_ operations: Double, _ milliseconds: Double) -> PhaseRate? {
    guard operations > 0, milliseconds > 0 else { return nil }
    let gigaflops = operations / milliseconds * 1e-6
    return .arithmetic(gigaflops: gigaflops, ofPeak: peak.map { gigaflops / $0 })
  }

  private func bytes(_ byteCount: Double, _ milliseconds: Double) -> PhaseRate? {
    guard byteCount > 0, milliseconds > 0 else { return nil }
    return .bytes(gigabytes: byteCount / milliseconds * 1e-6)
  }
}
