import ArgumentParser
import Benchmarks
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

        lockstep bench step --model cnn --worlds 1,2
      """)

  @OptionGroup var workload: WorkloadOptions

  @Option(help: ArgumentHelp("Leaf counts that take turns.", valueName: "n,..."))
  var leaves = "8"

  @OptionGroup var exchangeOption: ExchangeOption
  @OptionGroup var worldOptions: WorldOptions<Self>
  @OptionGroup var repeatsOption: RepeatsOption<Self>
  @OptionGroup var stepsOption: StepsOption<Self>
  @OptionGroup var output: JSONOption

  private var leafCounts: [Int] { OptionCheck.elements(leaves).compactMap(Int.init) }

  func validate() throws {
    let allowed = 1...ReductionTree.maximumLeafCount
    for leafCount in try OptionCheck.numbers(leaves, of: "--leaves", in: allowed) {
      try LeavesOption.check(leafCount)
    }
    try worldOptions.check(leafCount: leafCounts.max() ?? 1)
  }

  func run() throws {
    if BenchmarkJob.isRank || worldOptions.sizes == [1] {
      ProcessGroup.run { group in
        let report = try StepReport.measured(
          workload.workload(), leafCounts: leafCounts, exchange: exchangeOption.kind,
          repeats: repeatsOption.repeats, steps: stepsOption.steps, in: group)
        if let report { output.print(report, table: StepReport.table) }
      }
    } else {
      let reports = try worldOptions.reports(isQuiet: output.json) { worldSize in
        try StepReport(parsing: BenchmarkJob(worldSize: worldSize).output(childArguments))
      }
      output.print(reports, table: StepReport.table)
    }
  }

  private var childArguments: [String] {
    ["bench", "step"] + workload.arguments + [
      "--leaves", leaves, "--exchange", exchangeOption.exchange, "--worlds", "1",
      "--repeats", "\(repeatsOption.repeats)", "--steps", "\(stepsOption.steps)", "--json",
    ]
  }
}
