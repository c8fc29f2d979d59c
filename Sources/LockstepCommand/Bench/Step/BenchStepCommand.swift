import ArgumentParser
import Engine
import FileFormats
import Layers
import Parallel
import Training

/// `lockstep bench step`: the options.
struct BenchStepCommand: ParsableCommand, BenchDefaults {
  static let configuration = CommandConfiguration(
    commandName: "step",
    abstract: "Times training steps, for several world sizes and leaf counts in turns.",
    discussion: """
      Each world size of --worlds is started anew in every round (world size 1 without mpirun, \
      pinned to one core), round after round, so that a machine whose speed drifts treats all \
      alike. Under mpirun, or with a single world size 1, it times this process group itself. A \
      turn starts at one instant on all ranks, and its time is the slowest rank's. The percentage \
      is of the fused multiply-adds that the job's cores did in the same run.
      """)

  @OptionGroup var workload: WorkloadOptions

  @Option(help: ArgumentHelp("Leaf counts that take turns.", valueName: "n,..."))
  var leaves = "8"

  @OptionGroup var exchangeOption: ExchangeOption
  @OptionGroup var worldOptions: WorldOptions<Self>
  @OptionGroup var repeatsOption: RepeatsOption<Self>
  @OptionGroup var stepsOption: StepsOption<Self>
  @OptionGroup var output: JSONOption

  private var leafCounts: [Int] { OptionCheck.words(leaves).compactMap(Int.init) }

  func validate() throws {
    let allowed = 1...ReductionTree.maximumLeafCount
    for leafCount in try OptionCheck.numbers(leaves, of: "--leaves", in: allowed) {
      try LeavesOption.check(leafCount)
    }
    try worldOptions.check(leafCount: leafCounts.max() ?? 1)
  }

  func run() throws {
    if BenchJob.isRank || worldOptions.sizes == [1] {
      ProcessGroup.run { try measure(in: $0) }
    } else {
      try compare()
    }
  }
}

// MARK: - One process group

extension BenchStepCommand {
  private func measure(in group: ProcessGroup) throws {
    let (batchSize, steps) = (workload.batchSize, stepsOption.steps)
    let kind = exchangeOption.kind
    // A leaf count that is too small for the ranks is left out: `--leaves 8,1` on 1 and 2 ranks.
    let leafCounts = leafCounts.filter { $0 >= group.worldSize }
    guard !leafCounts.isEmpty else {
      throw ParallelError.worldSize(group.worldSize, leafCount: self.leafCounts.max() ?? 1)
    }
    let choice = try ModelChoice(workload.model, seed: 0)
    try choice.model.compile(choice.compilation)
    let data = try BenchData(workload.dataOption.data, for: choice, in: group)
    let start = try CommonStart(in: group)
    let measurements = try leafCounts.map {
      try StepMeasurement(
        choice.model, on: data.train, batchSize: batchSize, leafCount: $0, exchange: kind,
        from: start, in: group)
    }
    let peak = try ArithmeticPeak.ofAllCores(in: group)
    for measurement in measurements { try measurement.turn(steps, isWarmUp: true) }
    for _ in 0..<repeatsOption.repeats {
      for measurement in measurements { try measurement.turn(steps) }
    }
    let setting = StepReport.Setting(
      worldSize: group.worldSize, hostCount: group.hostCount, coreCount: try group.coreCount(),
      batchSize: batchSize, model: workload.model, data: data.name,
      exchange: kind.resolved(for: group).rawValue,
      operationCount: try ArithmeticCount(choice.model.graph()).step(sampleCount: batchSize))
    let entries = try measurements.compactMap { try $0.entry() }
    if group.isFirst {
      let report = StepReport(
        setting, peaks: [peak.isTrusted ? peak.gigaflops : nil],
        openBLAS: [peak.openBLASGigaflops].compactMap(\.self), entries: entries)
      print(
        output.json
          ? report.json.serialized()
          : StepReport.table([report], machine: Machine.description))
    }
    try group.worldBarrier()
    for measurement in measurements { try measurement.close() }
  }
}

// MARK: - Several world sizes

extension BenchStepCommand {
  private func compare() throws {
    let (rounds, worldSizes) = (worldOptions.rounds, worldOptions.sizes)
    var reports: [Int: StepReport] = [:]
    for round in 1...rounds {
      for worldSize in worldSizes {
        if !output.json { standardError("round \(round) of \(rounds): \(worldSize) ranks") }
        let report = try StepReport(parsing: BenchJob(worldSize: worldSize).output(childArguments))
        reports[worldSize] = reports[worldSize]?.merged(with: report) ?? report
      }
    }
    let ordered = worldSizes.compactMap { reports[$0] }
    print(
      output.json
        ? JSON.array(ordered.map(\.json)).serialized()
        : StepReport.table(ordered, machine: Machine.description))
  }

  private var childArguments: [String] {
    ["bench", "step"] + workload.arguments + [
      "--leaves", leaves, "--exchange", exchangeOption.exchange, "--worlds", "1",
      "--repeats", "\(repeatsOption.repeats)", "--steps", "\(stepsOption.steps)", "--json",
    ]
  }
}
