import MPI

/// The block sums that the ranks of a host share in the ordered exchange, and each rank's progress.
///
/// Each rank has a progress number, which only increases: the step, and within it the number of
/// floats at the end of the parameter space for which its block sums are complete. It is stored
/// with release order after the sums are written and loaded with acquire order before they are
/// read, so a rank that loads a large enough number also sees the sums. The number that marks a
/// completed step does the same for the rank's new weights; by then the rank has read all the sums
/// of others that it needs, so they may be overwritten.
@safe
final class HostGradients {
  private static let stateByteCount = 64
  /// The progress at the end of a step: a number has the step in its upper bits and the progress in
  /// the lower 40.
  private static let done: UInt64 = (1 << 40) - 1

  private let window: SharedWindow
  private let parameterCount: Int
  private let hostRank: Int
  private let rankCount: Int
  private var step: UInt64 = 0

  /// Allocates this rank's blocks; collective over the host's ranks.
  init(blockCount: Int, parameterCount: Int, on host: Communicator) throws {
    window = try SharedWindow(
      byteCount: Self.stateByteCount + blockCount * parameterCount * MemoryLayout<Float>.stride,
      on: host)
    self.parameterCount = parameterCount
    hostRank = host.rank
    rankCount = host.size
  }

  /// Returns a block of a rank of the host; `hostRank` is the rank within the host.
  func block(_ block: Int, of hostRank: Int) -> UnsafeMutablePointer<Float> {
    unsafe floats(of: hostRank) + block * parameterCount
  }

  func close() throws { try window.close() }

  private func floats(of hostRank: Int) -> UnsafeMutablePointer<Float> {
    guard let base = unsafe window.segment(of: hostRank).baseAddress else {
      preconditionFailure("rank \(hostRank)'s segment is empty")
    }
    return unsafe (base + Self.stateByteCount).assumingMemoryBound(to: Float.self)
  }
}

// MARK: - Progress

extension HostGradients {
  /// Begins the next step.
  func beginStep() { step += 1 }

  /// Declares this rank's block sums complete from an offset on.
  func complete(from offset: Int) { store(UInt64(parameterCount - offset)) }

  /// Declares that this rank reads no more sums and writes no more weights in this step.
  func completeStep() { store(Self.done) }

  /// The offset from which on the block sums of all ranks of the host are complete.
  var commonOffset: Int {
    let reached = (0..<rankCount).reduce(UInt64.max) {
      min($0, window.loadUInt64(at: 0, of: $1))
    }
    return reached < number(0) ? parameterCount : parameterCount - Int(reached - number(0))
  }

  /// Waits until the block sums of all ranks of the host are complete from an offset on,
  /// progressing messages meanwhile.
  func wait(untilCompleteFrom offset: Int, moving transfers: Transfers) throws {
    try wait(for: UInt64(parameterCount - offset), moving: transfers)
  }

  /// Waits until all ranks of the host have completed the step, progressing messages meanwhile.
  func waitForStep(moving transfers: Transfers) throws {
    try wait(for: Self.done, moving: transfers)
  }

  private func store(_ progress: UInt64) {
    window.storeUInt64(number(progress), at: 0, of: hostRank)
  }

  private func wait(for progress: UInt64, moving transfers: Transfers) throws {
    for rank in 0..<rankCount {
      try transfers.progress(until: window, at: 0, of: rank, reaches: number(progress))
    }
  }

  private func number(_ progress: UInt64) -> UInt64 { step << 40 | progress }
}
