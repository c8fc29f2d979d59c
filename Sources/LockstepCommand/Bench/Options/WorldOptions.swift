import ArgumentParser
import Benchmarks
import Foundation
import Parallel

/// `--worlds` and `--rounds`: the runs, and how often they are started.
struct WorldOptions<Defaults: BenchDefaults>: ParsableArguments {
  @Option(help: ArgumentHelp("World sizes that take turns.", valueName: "n,..."))
  var worlds = Defaults.worlds

  @Option(help: "How often each world size is started.")
  var rounds = Defaults.rounds

  func validate() throws {
    _ = try OptionCheck.numbers(worlds, of: "--worlds", in: Self.range)
    try OptionCheck.number(rounds, of: "--rounds")
  }

  /// The world sizes.
  var sizes: [Int] { (try? OptionCheck.numbers(worlds, of: "--worlds", in: Self.range)) ?? [] }

  /// The most ranks that compute at once: those of this job, or of the largest world.
  var mostRanks: Int {
    ProcessInfo.processInfo.environment["OMPI_COMM_WORLD_LOCAL_SIZE"].flatMap(Int.init)
      ?? sizes.max() ?? 1
  }

  /// Checks that every rank has a leaf.
  ///
  /// - Throws: `ValidationError` that says what to do.
  func check(leafCount: Int) throws {
    guard !BenchmarkJob.isRank, let largest = sizes.max(), largest > leafCount else { return }
    throw ValidationError("\(ParallelError.worldSize(largest, leafCount: leafCount))")
  }

  /// Measures every world size in each round.
  ///
  /// - Returns: The merged reports, in the order of `--worlds`.
  func reports<Report: BenchmarkReport>(
    isQuiet: Bool, measure: (_ worldSize: Int, _ round: Int) throws -> Report
  ) throws -> [Report] {
    let reports = try measureInRounds(
      rounds, of: sizes.map(WorldSize.init), progress: { if !isQuiet { standardError($0) } }
    ) { try measure($0.ranks, $1) }
    return sizes.compactMap { reports[WorldSize(ranks: $0)] }
  }

  private static var range: ClosedRange<Int> { 1...ReductionTree.maximumLeafCount }
}

/// A world size in a progress line.
private struct WorldSize: Hashable, CustomStringConvertible {
  let ranks: Int

  var description: String { "\(ranks) ranks" }
}
