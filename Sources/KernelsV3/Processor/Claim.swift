import CVector
package import KernelInterface

extension Claim {
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

extension CompiledKernels {
  package static func take(_ claim: Claim) { claim.take(from: 0, pieces: 1, share: claim.count) }
}
