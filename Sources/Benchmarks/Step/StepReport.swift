import Datasets
import Engine
package import FileFormats
import Layers
package import Parallel
import Training

/// The measurements of `bench step` for one world size.
package struct StepReport {
  /// The settings that all leaf counts share.
  package struct Setting: Equatable {
    package let worldSize: Int
    package let hostCount: Int
    /// The number of processors that the ranks may use, on all hosts together.
    package let coreCount: Int
    package let batchSize: Int
    package let model: String
    package let data: String
    package let exchange: String
    /// What all ranks compute and move in a step.
    package let work: StepWork
  }

  package let setting: Setting
  /// The job's arithmetic peak in GFLOP/s in each run; nil where a library was faster.
  package let peaks: [Double?]
  /// The rates of the system's matrix products on one core, the best of all runs.
  package let libraries: [LibraryRate]
  package let entries: [StepEntry]
  package var runs: [RunRecord]

  /// Creates a report of at least one leaf count.
  package init(
    _ setting: Setting, peaks: [Double?], libraries: [LibraryRate] = [], entries: [StepEntry],
    runs: [RunRecord] = []
  ) {
    self.setting = setting
    self.peaks = peaks
    self.libraries = libraries
    self.entries = entries
    self.runs = runs
  }

  /// The best peak of all runs in GFLOP/s; nil where a library was faster in any of them.
  package var peak: Double? {
    let known = peaks.compactMap(\.self)
    return known.count == peaks.count ? known.max() : nil
  }

  /// Returns the arithmetic rate of a step of the given time, in GFLOP/s.
  package func gigaflops(_ milliseconds: Double) -> Double {
    setting.work.operations / milliseconds * 1e-6
  }
}

// MARK: - JSON

extension StepReport: BenchmarkReport {
  package init?(_ json: JSON) {
    guard let worldSize = json["worldSize"]?.integerValue,
      let hostCount = json["hostCount"]?.integerValue,
      let coreCount = json["coreCount"]?.integerValue,
      let batchSize = json["batchSize"]?.integerValue, let model = json["model"]?.stringValue,
      let data = json["data"]?.stringValue, let exchange = json["exchange"]?.stringValue,
      let work = json["work"].flatMap(StepWork.init),
      let peaks = json["peakGigaflops"]?.arrayValue, let entries = json["entries"]?.arrayValue
    else { return nil }
    self.init(
      Setting(
        worldSize: worldSize, hostCount: hostCount, coreCount: coreCount, batchSize: batchSize,
        model: model, data: data, exchange: exchange, work: work),
      peaks: peaks.map(\.numberValue), libraries: LibraryRate.all(in: json),
      entries: entries.compactMap { StepEntry($0) }, runs: json.runs)
  }

  package var json: JSON {
    [
      "worldSize": .integer(setting.worldSize), "hostCount": .integer(setting.hostCount),
      "coreCount": .integer(setting.coreCount), "batchSize": .integer(setting.batchSize),
      "model": .string(setting.model), "data": .string(setting.data),
      "exchange": .string(setting.exchange), "operationCount": .number(setting.work.operations),
      "work": setting.work.json,
      "peakGigaflops": .array(peaks.map { $0.map(JSON.number) ?? .null }),
      "libraries": LibraryRate.json(libraries), "entries": .array(entries.map(\.json)),
      "runs": .runs(runs),
    ]
  }

  package func merged(with other: StepReport) -> StepReport {
    StepReport(
      setting, peaks: peaks + other.peaks,
      libraries: LibraryRate.best(libraries, other.libraries),
      entries: zip(entries, other.entries).map { $0.merged(with: $1) }, runs: runs + other.runs)
  }

  package var measurements: [(name: String, statistics: Statistics)] {
    entries.map { entry in
      (
        "\(setting.model), batch \(setting.batchSize), \(setting.worldSize) "
          + "\(setting.worldSize == 1 ? "rank" : "ranks"), \(entry.leafCount) leaves",
        entry.statistics
      )
    }
  }
}

// MARK: - Measuring

extension StepReport {
  /// Measures training steps, alternating leaf counts; collective.
  ///
  /// - Parameters:
  ///   - workload: The model and its data.
  ///   - leafCounts: The leaf counts; those below the number of ranks are skipped.
  ///   - exchange: The exchange of gradients.
  ///   - repeats: The number of turns, after a warm-up turn.
  ///   - steps: The number of steps of a turn.
  ///   - round: The round of this start, from 1.
  ///   - group: The processes.
  /// - Returns: The measurements on rank 0, nil elsewhere.
  /// - Throws: `ParallelError.worldSize` when all leaf counts are too small, errors of the data,
  ///   and MPI's errors.
  package static func measured(
    _ workload: Workload, leafCounts: [Int], exchange: ExchangeKind, repeats: Int, steps: Int,
    round: Int = 1, in group: ProcessGroup
  ) throws -> StepReport? {
    let usableCounts = leafCounts.filter { $0 >= group.worldSize }
    guard !usableCounts.isEmpty else {
      throw ParallelError.worldSize(group.worldSize, leafCount: leafCounts.max() ?? 1)
    }
    let (model, batchSize) = (workload.model, workload.batchSize)
    let data = try workload.loadData(group)
    let start = try CommonStart(in: group)
    let measurements = try usableCounts.map {
      try StepMeasurement(
        model, on: data.train, batchSize: batchSize, leafCount: $0, exchange: exchange,
        from: start, in: group)
    }
    let peak = try ArithmeticPeak.ofAllCores(from: start, in: group)
    for measurement in measurements { try measurement.turn(steps, isWarmUp: true) }
    for _ in 0..<repeats {
      for measurement in measurements { try measurement.turn(steps) }
    }
    let count = try ArithmeticCount(model.graph())
    let inputSize = data.train.samples.reduce(0) { $0 + $1.sampleSize }
    let setting = Setting(
      worldSize: group.worldSize, hostCount: group.hostCount, coreCount: start.processors.count,
      batchSize: batchSize, model: workload.name, data: data.name,
      exchange: exchange.resolved(for: group).rawValue,
      work: StepWork(
        forwardOperations: Double(count.forward) * Double(batchSize),
        backwardOperations: Double(count.backward) * Double(batchSize),
        gatheredBytes: Double(batchSize * inputSize * MemoryLayout<Float>.stride),
        updatedBytes: measurements[0].updatedBytes))
    let entries = try measurements.compactMap { try $0.entry(round: round) }
    try group.worldBarrier()
    for measurement in measurements { try measurement.close() }
    guard group.isFirst else { return nil }
    return StepReport(
      setting, peaks: [peak.isTrusted ? peak.gigaflops : nil],
      libraries: peak.libraries, entries: entries)
  }
}
