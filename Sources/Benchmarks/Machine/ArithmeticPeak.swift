import Engine
import Foundation
import Kernels
import Parallel

/// The measured arithmetic peak of a core, or of a job's cores: the reference of percentages.
struct ArithmeticPeak {
  /// Fused multiply-adds in registers, each counted as two operations, in GFLOP/s.
  let gigaflops: Double
  /// The rate of OpenBLAS's matrix product on one core in the same run, where it is installed.
  let openBLASGigaflops: Double?
  /// The peak of the core that was compared with OpenBLAS.
  private let coreGigaflops: Double

  /// Whether percentages of it are meaningful: a faster program refutes the peak.
  var isTrusted: Bool { openBLASGigaflops.map { coreGigaflops >= $0 } ?? true }

  private init(gigaflops: Double, openBLASGigaflops: Double?, coreGigaflops: Double) {
    self.gigaflops = gigaflops
    self.openBLASGigaflops = openBLASGigaflops
    self.coreGigaflops = coreGigaflops
  }

  /// Measures this thread's core, alternately with OpenBLAS.
  static func ofThisCore() -> ArithmeticPeak {
    let openBLAS = OpenBLAS()
    let seeds = WorkMemory(peakSeedCount)
    var best = 0.0
    var bestOfOpenBLAS: Double?
    for _ in 0..<10 {
      best = max(best, loops(seeds))
      if let openBLAS {
        bestOfOpenBLAS = max(bestOfOpenBLAS ?? 0, openBLAS.gigaflops())
      }
    }
    return ArithmeticPeak(
      gigaflops: best, openBLASGigaflops: bestOfOpenBLAS, coreGigaflops: best)
  }

  /// Measures the sum of the job's cores, all computing at once; collective.
  ///
  /// On a host with more ranks than cores, only one rank per core takes part.
  static func ofAllCores(in group: ProcessGroup) throws -> ArithmeticPeak {
    let isMeasured = try group.hostRank < min(Machine.coreCount, group.hostPeers())
    try group.worldBarrier()
    var own = 0.0
    if isMeasured {
      let seeds = WorkMemory(peakSeedCount)
      for _ in 0..<20 { own = max(own, loops(seeds)) }
    } else {
      Thread.sleep(forTimeInterval: 0.1)
    }
    try group.worldBarrier()
    let sum = try group.allGather([own.bitPattern]).reduce(0) { sum, values in
      sum + (values.first.map { Double(bitPattern: $0) } ?? 0)
    }
    let core = group.isFirst ? ofThisCore() : nil
    try group.worldBarrier()
    return ArithmeticPeak(
      gigaflops: max(sum, group.worldSize == 1 ? core?.gigaflops ?? 0 : 0),
      openBLASGigaflops: core?.openBLASGigaflops,
      coreGigaflops: core?.coreGigaflops ?? 0)
  }

  /// Returns the rate of the faster of two loops, each run for about a millisecond.
  private static func loops(_ seeds: WorkMemory) -> Double {
    var best = 0.0
    for sumCount in [6, 12] {
      var rounds = 1_000
      var nanoseconds = 0.0
      repeat {
        rounds *= 2
        let start = MonotonicClock.nanoseconds
        let sum = unsafe kernels.fusedProducts(
          UnsafePointer(seeds.base), rounds: rounds, sumCount: sumCount)
        nanoseconds = Double(MonotonicClock.nanoseconds - start)
        precondition(!sum.isNaN, "a sum of products is not a number")
      } while nanoseconds < 5e5
      best = max(best, Double(32 * rounds * sumCount) / nanoseconds)
    }
    return best
  }
}

extension ProcessGroup {
  /// Returns the number of ranks on this rank's host; collective.
  func hostPeers() throws -> Int {
    try allGather([UInt64(hostIndex)]).count { $0.first == UInt64(hostIndex) }
  }

  /// Returns the number of processors of all hosts together; collective.
  func coreCount() throws -> Int {
    try allGather([UInt64(hostRank == 0 ? Machine.coreCount : 0)])
      .reduce(0) { $0 + Int($1.first ?? 0) }
  }
}
