import CVector

/// Memory that this core writes soon, and that other cores have read.
///
/// A store to a line that other cores hold waits until they have given it up, and an update that
/// does little else waits with it. While a core computes, its stores may wait: so a kernel with
/// much arithmetic claims some lines with every tile. Claiming stores to each line the value that
/// it has. That is right as long as no other core writes there; those that read at the same time
/// see no change.
///
/// With 2 ranks the update of the tutorial's network takes 0.10 ms after a claim and 0.19 ms
/// without (phase `update` of `lockstep bench step`, in turns; 2-core AMD EPYC, 2026-11-23).
public struct Claim {
  private let first: UnsafeMutablePointer<Float>?
  private let count: Int

  /// A claim of `memory`; of nothing where there is none.
  public init(_ memory: UnsafeMutableBufferPointer<Float>? = nil) {
    first = memory?.baseAddress
    count = memory?.count ?? 0
  }

  /// Claims all lines at once, without work to hide behind.
  public func takeAll() { take(from: 0, pieces: 1, share: count) }

  /// How many floats a piece of work has to claim, of `pieces` in all.
  @inline(__always)
  func share(of pieces: Int) -> Int {
    pieces > 0 ? wholeVectors((count &+ pieces &- 1) / pieces) : 0
  }

  /// Claims the shares of `pieces` pieces of work from number `piece` on.
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
