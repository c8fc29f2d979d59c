/// The runs of `bench scaling`.
package struct ScalingPlan {
  /// The batch size that stays constant when ranks are added.
  package enum Mode: String, CaseIterable {
    /// The global batch: strong scaling.
    case strong
    /// The batch of each rank: weak scaling.
    case weak
  }

  /// A model and a batch over all world sizes: one line of the chart.
  package struct Series: Hashable {
    /// The kind of scaling.
    package let mode: Mode
    /// The model's name.
    package let model: String
    /// The number of samples of a step, of all ranks together or of each.
    package let size: Int

    /// The number of samples of a step, of all ranks together.
    package func batchSize(worldSize: Int) -> Int { mode == .strong ? size : size * worldSize }

    /// The name in reports.
    package var name: String {
      mode == .strong ? "batch \(size)" : "batch \(size) a rank"
    }
  }

  /// One run, which several series may share.
  package struct Run: Hashable, CustomStringConvertible {
    /// The model's name.
    package let model: String
    /// The number of samples of a step, of all ranks together.
    package let batchSize: Int
    /// The number of ranks; 1 is the solo program, without mpirun.
    package let worldSize: Int

    /// The description of the run in a progress line.
    package var description: String {
      "\(model), batch \(batchSize), \(worldSize) \(worldSize == 1 ? "rank" : "ranks")"
    }
  }

  /// The series, model by model.
  package let series: [Series]
  /// The world sizes, ascending, 1 among them: everything is compared with the solo program.
  package let worldSizes: [Int]
  /// The leaf count of every run, at least the largest world size.
  package let leafCount: Int

  /// Creates a plan of all combinations.
  package init(
    models: [String], strong: [Int], weak: [Int], worldSizes: [Int], leafCount: Int
  ) {
    let sizes = Set(worldSizes + [1]).sorted()
    self.worldSizes = sizes
    series = models.flatMap { model in
      strong.map { Series(mode: .strong, model: model, size: $0) }
        + weak.map { Series(mode: .weak, model: model, size: $0) }
    }
    var leaves = max(leafCount, 1)
    while leaves < (sizes.last ?? 1) { leaves *= 2 }
    self.leafCount = leaves
  }

  /// Every run once, the smaller worlds first.
  package var runs: [Run] {
    var known: Set<Run> = []
    return worldSizes.flatMap { worldSize in
      series.map { run(of: $0, worldSize: worldSize) }
    }.filter { known.insert($0).inserted }
  }

  /// Returns the run of a series on a number of ranks.
  package func run(of series: Series, worldSize: Int) -> Run {
    Run(
      model: series.model, batchSize: series.batchSize(worldSize: worldSize), worldSize: worldSize)
  }
}
