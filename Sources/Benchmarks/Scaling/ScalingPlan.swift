/// What `bench scaling` runs.
package struct ScalingPlan {
  /// What stays the same when ranks are added.
  package enum Mode: String, CaseIterable {
    /// The batch of all ranks together.
    case strong
    /// The batch of each rank.
    case weak
  }

  /// A model and a batch over all world sizes: one line of the picture.
  package struct Series: Hashable {
    /// What stays the same.
    package let mode: Mode
    /// The model's name.
    package let model: String
    /// The samples of a step, of all ranks together or of each.
    package let size: Int

    /// The samples of a step, of all ranks together.
    package func batchSize(worldSize: Int) -> Int { mode == .strong ? size : size * worldSize }

    /// The name in reports.
    package var name: String {
      mode == .strong ? "batch \(size)" : "batch \(size) a rank"
    }
  }

  /// What is started: the same for every series that needs it.
  package struct Run: Hashable, CustomStringConvertible {
    /// The model's name.
    package let model: String
    /// The samples of a step, of all ranks together.
    package let batchSize: Int
    /// The number of ranks; 1 is the solo program, without mpirun.
    package let worldSize: Int

    /// The run in a line of progress.
    package var description: String {
      "\(model), batch \(batchSize), \(worldSize) \(worldSize == 1 ? "rank" : "ranks")"
    }
  }

  /// The lines of the picture, model by model.
  package let series: [Series]
  /// The world sizes, ascending, 1 among them: everything is compared with the solo program.
  package let worldSizes: [Int]
  /// The leaves of every run: at least as many as the largest world has ranks.
  package let leafCount: Int

  /// A plan of all combinations.
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

  /// The run of a series on so many ranks.
  package func run(of series: Series, worldSize: Int) -> Run {
    Run(
      model: series.model, batchSize: series.batchSize(worldSize: worldSize), worldSize: worldSize)
  }
}
