import Engine
package import FileFormats
import Layers
package import Parallel

/// The measurements of `bench step` for one world size.
package struct StepReport {
  /// The settings that all leaf counts share.
  package struct Setting: Equatable {
    package let worldSize: Int
    package let hostCount: Int
    /// The number of processors of all hosts.
    package let coreCount: Int
    package let batchSize: Int
    package let model: String
    package let data: String
    package let exchange: String
    /// The number of floating-point operations of a step.
    package let operationCount: Double
  }

  package let setting: Setting
  /// The job's arithmetic peak in GFLOP/s in each run; nil where OpenBLAS was faster.
  package let peaks: [Double?]
  /// OpenBLAS's rate on one core in GFLOP/s in each run; empty where it is not installed.
  package let openBLAS: [Double]
  package let entries: [StepEntry]

  /// Creates a report of at least one leaf count.
  package init(
    _ setting: Setting, peaks: [Double?], openBLAS: [Double] = [], entries: [StepEntry]
  ) {
    self.setting = setting
    self.peaks = peaks
    self.openBLAS = openBLAS
    self.entries = entries
  }

  /// The best peak of all runs in GFLOP/s; nil where OpenBLAS was faster in any of them.
  package var peak: Double? {
    let known = peaks.compactMap(\.self)
    return known.count == peaks.count ? known.max() : nil
  }

  /// Returns the arithmetic rate of a step of the given time, in GFLOP/s.
  package func gigaflops(_ milliseconds: Double) -> Double {
    setting.operationCount / milliseconds * 1e-6
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
      let operationCount = json["operationCount"]?.numberValue,
      let peaks = json["peakGigaflops"]?.arrayValue, let entries = json["entries"]?.arrayValue
    else { return nil }
    self.init(
      Setting(
        worldSize: worldSize, hostCount: hostCount, coreCount: coreCount, batchSize: batchSize,
        model: model, data: data, exchange: exchange, operationCount: operationCount),
      peaks: peaks.map(\.numberValue), openBLAS: json["openBLASGigaflops"]?.numbers ?? [],
      entries: entries.compactMap { StepEntry($0) })
  }

  package var json: JSON {
    [
      "worldSize": .integer(setting.worldSize), "hostCount": .integer(setting.hostCount),
      "coreCount": .integer(setting.coreCount), "batchSize": .integer(setting.batchSize),
      "model": .string(setting.model), "data": .string(setting.data),
      "exchange": .string(setting.exchange), "operationCount": .number(setting.operationCount),
      "peakGigaflops": .array(peaks.map { $0.map(JSON.number) ?? .null }),
      "openBLASGigaflops": .numbers(openBLAS),
      "entries": .array(entries.map(\.json)),
    ]
  }
  package func merged(with other: StepReport) -> StepReport {
    StepReport(
      setting, peaks: peaks + other.peaks, openBLAS: openBLAS + other.openBLAS,
      entries: zip(entries, other.entries).map { $0.merged(with: $1) })
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
  ///   - group: The processes.
  /// - Returns: The measurements on rank 0, nil elsewhere.
  /// - Throws: `ParallelError.worldSize` when all leaf counts are too small, errors of the data,
  ///   and MPI's errors.
  package static func measured(
    _ workload: Workload, leafCounts: [Int], exchange: ExchangeKind, repeats: Int, steps: Int,
    in group: ProcessGroup
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
    let peak = try ArithmeticPeak.ofAllCores(in: group)
    for measurement in measurements { try measurement.turn(steps, isWarmUp: true) }
    for _ in 0..<repeats {
      for measurement in measurements { try measurement.turn(steps) }
    }
    let setting = Setting(
      worldSize: group.worldSize, hostCount: group.hostCount, coreCount: try group.coreCount(),
      batchSize: batchSize, model: workload.name, data: data.name,
      exchange: exchange.resolved(for: group).rawValue,
      operationCount: try ArithmeticCount(model.graph()).step(sampleCount: batchSize))
    let entries = try measurements.compactMap { try $0.entry() }
    try group.worldBarrier()
    for measurement in measurements { try measurement.close() }
    guard group.isFirst else { return nil }
    return StepReport(
      setting, peaks: [peak.isTrusted ? peak.gigaflops : nil],
      openBLAS: [peak.openBLASGigaflops].compactMap(\.self), entries: entries)
  }
}
