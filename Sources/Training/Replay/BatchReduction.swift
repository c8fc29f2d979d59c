import Engine
import Parallel

/// The reduction of a process that computes the whole batch, which keeps the sums.
final class RecordingReduction: GroupReduction {
  /// The sums in the order in which the layers asked for them.
  private(set) var sums: [[Float]] = []

  func sum(
    _ blocks: UnsafePointer<Float>, count: Int, into totals: UnsafeMutablePointer<Float>
  ) {
    unsafe totals.update(from: blocks, count: count)
    sums.append(unsafe Array(UnsafeBufferPointer(start: blocks, count: count)))
  }

  func close() {}
}

/// The reduction of a process that computes a rank's part of a batch alone: what the samples of all
/// ranks give was recorded from the whole batch.
final class RecordedReduction: GroupReduction {
  private var sums: ArraySlice<[Float]>

  init(_ recording: RecordingReduction) { sums = recording.sums[...] }

  func sum(
    _ blocks: UnsafePointer<Float>, count: Int, into totals: UnsafeMutablePointer<Float>
  ) {
    guard let sum = sums.popFirst(), sum.count == count else {
      preconditionFailure("a rank's pass asks for other sums than the whole batch's")
    }
    for (index, value) in sum.enumerated() { unsafe totals[index] = value }
  }

  func close() {}
}
