import MPI

/// What the ranks of a host share in the ordered exchange beside the weights: every rank's block
/// sums, and how far each rank has come.
///
/// Each rank has a number of its own, which only grows: the step, and in it how many floats at the
/// end of the parameter space its block sums are complete for. It is stored with release after the
/// sums were written and loaded with acquire before they are read: so whoever reads a large enough
/// number also sees the sums. The same holds for the number that says that a rank is done with a
/// step, for what it wrote to the weights; and it has read all that it wants to read of the others'
/// sums by then, so that behind it they may be written again.
@safe
final class HostGradients {
  private static let stateByteCount = 64
  /// A number is the step in the upper bits, and below it the progress, of which this is the last.
  private static let done: UInt64 = (1 << 40) - 1

  private let window: SharedWindow
  private let parameterCount: Int
  private let hostRank: Int
  private let rankCount: Int
  private var step: UInt64 = 0

  /// Takes room for this rank's blocks; every rank of the host calls it.
  init(blockCount: Int, parameterCount: Int, on host: Communicator) throws {
    window = try SharedWindow(
      byteCount: Self.stateByteCount + blockCount * parameterCount * MemoryLayout<Float>.stride,
      on: host)
    self.parameterCount = parameterCount
    hostRank = host.rank
    rankCount = host.size
  }

  /// A block of a rank of the host, counted on the host.
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

// MARK: - How far the ranks have come

extension HostGradients {
  /// Begins the next step.
  func beginStep() { step += 1 }

  /// Says that this rank's block sums are complete from a place on.
  func complete(from offset: Int) { store(UInt64(parameterCount - offset)) }

  /// Says that this rank reads no sums and writes no weights any more in this step.
  func completeStep() { store(Self.done) }

  /// From where on the block sums of all ranks of the host are complete.
  var commonOffset: Int {
    let reached = (0..<rankCount).reduce(UInt64.max) {
      min($0, window.loadUInt64(at: 0, of: $1))
    }
    return reached < number(0) ? parameterCount : parameterCount - Int(reached - number(0))
  }

  /// Returns when the block sums of all ranks of the host are complete from a place on; messages
  /// move meanwhile.
  func wait(untilCompleteFrom offset: Int, moving transfers: Transfers) throws {
    try wait(for: UInt64(parameterCount - offset), moving: transfers)
  }

  /// Returns when all ranks of the host have completed the step; messages move meanwhile.
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
