/// The conversion from a rank's clock to the time since the run began on rank 0's.
///
/// The clocks of two hosts are compared at the run's beginning and end; between, the offset is
/// taken to change evenly.
struct TraceTime: Sendable {
  /// A comparison with rank 0's clock.
  struct Reading: Sendable, Equatable {
    /// The time of the reading, on this rank's clock.
    var time: UInt64
    /// This rank's clock minus rank 0's, in nanoseconds.
    var offset: Int64
    /// The most by which the offset may be wrong, in nanoseconds.
    var uncertainty: Int64
  }

  /// The start of the run on rank 0's clock.
  let origin: UInt64
  /// The reading at the beginning.
  let first: Reading
  /// The reading at the end.
  let last: Reading

  /// Returns an instant of this rank's clock in nanoseconds since the origin.
  func callAsFunction(_ instant: UInt64) -> Int64 {
    Int64(bitPattern: instant &- origin) - offset(at: instant)
  }

  private func offset(at instant: UInt64) -> Int64 {
    let span = Double(last.time) - Double(first.time)
    guard span > 0 else { return first.offset }
    let share = (Double(instant) - Double(first.time)) / span
    return first.offset + Int64((Double(last.offset - first.offset) * share).rounded())
  }
}
