import Engine
import Foundation
import Kernels
import Parallel

/// The measured arithmetic peak of a core, or of a job's cores: the reference of percentages.
struct ArithmeticPeak {
  /// Fused multiply-adds in registers, each counted as two operations, in GFLOP/s.
  let gigaflops: Double
  /// The rates of the system's matrix products on one core in the same run.
  let libraries: [LibraryRate]
  /// The peak of the core that was compared with the libraries.
  private let coreGigaflops: Double

  /// Whether percentages of it are meaningful: a faster program refutes the peak.
  var isTrusted: Bool { libraries.allSatisfy { coreGigaflops >= $0.gigaflops } }

  /// The rows and columns of the matrices that the libraries multiply.
  private static let matrixSize = 1_024

  /// Measures this thread's core, alternately with the system's matrix products.
  static func ofThisCore() -> ArithmeticPeak {
    let libraries = MatrixLibraries()
    let product = MatrixProduct(size: matrixSize)
    let seeds = WorkMemory(peakSeedCount)
    var best = 0.0
    var bestOfLibraries = [Double](repeating: 0, count: libraries.installed.count)
    for _ in 0..<10 {
      for sumCount in sumCounts {
        best = max(best, rate(seeds, sumCount: sumCount, from: MonotonicClock.nanoseconds))
      }
      bestOfLibraries = zip(bestOfLibraries, libraries.gigaflops(product)).map(max)
    }
    return ArithmeticPeak(
      gigaflops: best,
      libraries: zip(libraries.installed, bestOfLibraries).map {
        LibraryRate(name: $0.name, gigaflops: $1)
      }, coreGigaflops: best)
  }

  /// Measures the job's cores, all computing at once from a common start; collective.
  ///
  /// On a host with more ranks than processors that they may use, only one rank a processor takes
  /// part.
  static func ofAllCores(from start: CommonStart, in group: ProcessGroup) throws -> ArithmeticPeak {
    let isMeasured = start.processors.workers.contains(group.rank)
    let seeds = WorkMemory(peakSeedCount)
    var own: [Double] = []
    for _ in 0..<20 {
      for sumCount in sumCounts {
        let instant = try start()
        if isMeasured {
          own.append(rate(seeds, sumCount: sumCount, from: instant))
        } else {
          // It would wait for the others on one of their cores.
          usleep(UInt32(window / 1_000 * 3 / 2))
          own.append(0)
        }
      }
    }
    let all = try group.allGather(own.map(\.bitPattern)).map { $0.map(Double.init(bitPattern:)) }
    let core = group.isFirst ? ofThisCore() : nil
    try group.worldBarrier()
    return ArithmeticPeak(
      gigaflops: max(best(ofRanks: all), group.worldSize == 1 ? core?.gigaflops ?? 0 : 0),
      libraries: core?.libraries ?? [], coreGigaflops: core?.coreGigaflops ?? 0)
  }

  /// Returns the best rate of all ranks together in any one round.
  ///
  /// - Parameter rates: For each rank, its rate in each round, as many for all.
  /// - Returns: The greatest sum over ranks; 0 without any.
  static func best(ofRanks rates: [[Double]]) -> Double {
    let roundCount = rates.map(\.count).min() ?? 0
    return (0..<roundCount).map { round in rates.reduce(0) { $0 + $1[round] } }.max() ?? 0
  }

  /// The numbers of sums that are formed at once; which is faster depends on the processor.
  private static let sumCounts = [6, 12]

  /// The nanoseconds of one measurement.
  private static let window = 1_000_000

  /// Returns the rate of a loop that runs until a millisecond after a start; time that this rank
  /// lost at the start counts.
  private static func rate(_ seeds: WorkMemory, sumCount: Int, from start: UInt64) -> Double {
    let rounds = 2_000
    var roundCount = 0
    var nanoseconds = 0.0
    repeat {
      let sum = unsafe kernels.fusedProducts(
        UnsafePointer(seeds.base), rounds: rounds, sumCount: sumCount)
      precondition(!sum.isNaN, "a sum of products is not a number")
      roundCount += rounds
      nanoseconds = Double(MonotonicClock.nanoseconds - start)
    } while nanoseconds < Double(window)
    return Double(32 * roundCount * sumCount) / nanoseconds
  }
}
