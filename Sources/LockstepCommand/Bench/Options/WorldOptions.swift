import ArgumentParser
import Parallel

/// `--worlds` and `--rounds`: what is started, and how often.
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

  /// Expects a leaf for every rank that is going to be started.
  ///
  /// - Throws: `ValidationError` that says what to do.
  func check(leafCount: Int) throws {
    guard !BenchJob.isRank, let largest = sizes.max(), largest > leafCount else { return }
    throw ValidationError("\(ParallelError.worldSize(largest, leafCount: leafCount))")
  }

  private static var range: ClosedRange<Int> { 1...ReductionTree.maximumLeafCount }
}
