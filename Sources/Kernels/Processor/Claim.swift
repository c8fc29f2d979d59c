import CVector

/// Cache lines that this core will write, and that other cores have read.
///
/// A store to a line that other cores share waits until their copies are invalidated, and an update
/// that does little else waits with it. Arithmetic hides this latency, so a compute-bound kernel
/// claims some lines with every tile. Claiming stores to each line the value that it already has.
/// That is correct as long as no other core writes the line; concurrent readers see no change.
///
/// With 2 ranks the update of the tutorial's network takes 0.10 ms after a claim and 0.19 ms
/// without (phase `update` of `lockstep bench step`, in turns; 2-core AMD EPYC, 2026-11-23).
public struct Claim {
  private let first: UnsafeMutablePointer<Float>?
  private let count: Int

  /// Creates a claim of `memory`, empty for nil.
  public init(_ memory: UnsafeMutableBufferPointer<Float>? = nil) {
    first = memory?.baseAddress
    count = memory?.count ?? 0
  }

  /// Claims all lines at once, without overlapping arithmetic.
  public func takeAll() { take(from: 0, pieces: 1, share: count) }

  /// Returns the number of floats that one of `pieces` tasks claims.
  @inline(__always)
  func share(of pieces: Int) -> Int {
    pieces > 0 ? wholeVectors((count &+ pieces &- 1) / pieces) : 0
  }

  /// Claims the parts of `pieces` tasks from task `piece` on.
  @inline(__always)
  func take(from piece: Int, pieces: Int, share: Int) {
    guard let first else { return }
    var offset = piece &* share
    let limit = offset &+ pieces &* share
    let end = limit < count ? limit : count
    while offset < end {
      vector_claim(first + offset)
      offset &+= laneCount
    }
  }
}
