import CMPI

/// A barrier among the ranks of one host, in their shared memory.
///
/// With a core for each rank it polls, for up to a millisecond. Where ranks outnumber cores, or
/// another rank was last on the same core, it yields the core to ranks that still compute, some
/// hundred times. Then it sleeps in the kernel (a futex on Linux). Writes to shared memory before
/// `wait()` are visible to all ranks after it. MPI makes no progress in a rank that waits here.
///
/// A core that no other rank needs is not yielded: a program that is not ours would get a whole
/// time slice of some milliseconds, and every rank would wait for it.
public final class HostBarrier {
  /// The number of bytes that a barrier occupies in the first rank's shared memory.
  public static var byteCount: Int { Int(cmpi_barrier_byte_count) }

  private let window: SharedWindow
  private let byteOffset: Int
  private let ownsWindow: Bool
  private let rankCount: Int32
  private let rank: Int32
  /// In nanoseconds.
  private let pollLimit: UInt64

  /// Creates the barrier in its own window; collective over the host's ranks.
  ///
  /// - Parameter host: The ranks of one host, from `Communicator.splitByHost()`.
  /// - Throws: `SharedMemoryError` or `MPIError`, as `SharedWindow` does.
  public convenience init(on host: Communicator) throws {
    let window = try SharedWindow(byteCount: host.rank == 0 ? Self.byteCount : 0, on: host)
    try self.init(on: host, in: window, at: 0, ownsWindow: true)
  }

  /// Creates the barrier in zeroed memory of a caller's window; collective over the host's ranks.
  ///
  /// - Parameters:
  ///   - host: The ranks of one host, from `Communicator.splitByHost()`.
  ///   - window: A window of the same ranks, open as long as the barrier is used.
  ///   - byteOffset: The offset of the barrier's `byteCount` bytes in the first rank's segment, a
  ///     multiple of 64.
  /// - Throws: `MPIError` with MPI's message.
  public convenience init(
    on host: Communicator, in window: SharedWindow, at byteOffset: Int
  ) throws {
    try self.init(on: host, in: window, at: byteOffset, ownsWindow: false)
  }

  private init(
    on host: Communicator, in window: SharedWindow, at byteOffset: Int, ownsWindow: Bool
  ) throws {
    self.window = window
    self.byteOffset = byteOffset
    self.ownsWindow = ownsWindow
    rankCount = Int32(host.size)
    rank = Int32(host.rank)
    let hasCores = try host.size > 1 && Self.coreCount(on: host) >= host.size
    pollLimit = hasCores ? Self.greatestPollLimit : 0
  }

  /// Waits until every rank of the host has reached the barrier.
  ///
  /// - Precondition: The barrier is open.
  public func wait() {
    guard rankCount > 1 else { return }
    let state = unsafe window.segment(of: 0).baseAddress.map { unsafe $0 + byteOffset }
    unsafe cmpi_barrier_wait(state, rank, rankCount, pollLimit, Self.yieldCount)
  }

  /// Frees its own window; collective, before MPI ends.
  ///
  /// - Throws: `MPIError` with MPI's message.
  public func close() throws {
    if ownsWindow { try window.close() }
  }

  /// Whether a rank polls before it yields its core: only where every rank has a core.
  public var polls: Bool { pollLimit > 0 }

  /// The time of a step: who waits longer waits for something else, such as an evaluation.
  private static var greatestPollLimit: UInt64 { 1_000_000 }

  // Sleeping at once costs a system call and a wake for each rank: on a 2-core virtual machine
  // steps of 4 ranks then took 20 % longer than those of 2 ranks, with these yields 3 %
  // (`mpirun -np 4 MPIExercises measure-barrier 200000`).
  private static var yieldCount: Int32 { 500 }

  /// Returns the number of cores that the host's ranks may run on, together.
  ///
  /// A bound rank sees only its own core, so the ranks' masks are combined.
  private static func coreCount(on host: Communicator) throws -> Int {
    let wordCount = Int(cmpi_core_mask_word_count)
    var own = [UInt64](repeating: 0, count: wordCount)
    unsafe cmpi_core_mask(&own)
    var all = [UInt64](repeating: 0, count: wordCount * host.size)
    let byteCounts = [Int](repeating: wordCount * 8, count: host.size)
    try unsafe own.withUnsafeBytes { mine in
      try unsafe all.withUnsafeMutableBytes { everyone in
        try unsafe host.allGather(mine, into: everyone, byteCounts: byteCounts)
      }
    }
    let union = (0..<wordCount).map { word in
      stride(from: word, to: all.count, by: wordCount).reduce(UInt64(0)) { $0 | all[$1] }
    }
    return union.reduce(0) { $0 + $1.nonzeroBitCount }
  }
}

@available(*, unavailable)
extension HostBarrier: Sendable {}
