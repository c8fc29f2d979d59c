import CMPI

/// A barrier among the ranks of one host that lives in their shared memory.
///
/// With a core for each rank it polls for a moment. Then, or at once where ranks outnumber cores,
/// it hands its core to the ranks that still compute, and after some hundred times it sleeps in
/// the kernel (on Linux a futex). What a rank wrote to shared memory before `wait()` is seen by all
/// after it. MPI makes no progress in a rank that waits here.
public final class HostBarrier {
  private let window: SharedWindow?
  private let rankCount: Int32
  private let spinCount: Int32

  /// Makes the barrier; collective over the host's ranks.
  ///
  /// - Parameter host: The ranks of one host, from `Communicator.splitByHost()`.
  /// - Throws: `SharedMemoryError` or `MPIError`, as `SharedWindow` does.
  public init(on host: Communicator) throws {
    rankCount = Int32(host.size)
    guard host.size > 1 else {
      window = nil
      spinCount = 0
      return
    }
    let stateByteCount = host.rank == 0 ? Int(cmpi_barrier_byte_count) : 0
    window = try SharedWindow(byteCount: stateByteCount, on: host)
    spinCount = try Self.coreCount(on: host) >= host.size ? Self.pollCount : 0
  }

  /// Returns when every rank of the host has come here.
  ///
  /// - Precondition: The barrier is open.
  public func wait() {
    guard let window else { return }
    let state = unsafe window.segment(of: 0).baseAddress
    unsafe cmpi_barrier_wait(state, rankCount, spinCount, Self.yieldCount)
  }

  /// Gives the memory back; collective, before MPI ends.
  ///
  /// - Throws: `MPIError` with what MPI said.
  public func close() throws {
    try window?.close()
  }

  /// Whether a rank polls before it gives its core away: only where every rank has a core.
  public var polls: Bool { spinCount > 0 }

  private static var pollCount: Int32 { 5_000 }

  // Sleeping at once costs a system call and a wake for each rank: on a 2-core virtual machine
  // steps of 4 ranks then took 20 % longer than those of 2 ranks, with these yields 3 %
  // (`mpirun -np 4 MPIExercises measure-barrier 200000`).
  private static var yieldCount: Int32 { 500 }

  /// The cores that the host's ranks may run on, together.
  ///
  /// A bound rank sees only its own core, so one rank's view would not do.
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
