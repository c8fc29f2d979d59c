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
  @OptionGroup var kernelsOption: KernelsOption
  @OptionGroup var output: ReportOptions

  private var leafCounts: [Int] { OptionCheck.elements(leaves).compactMap(Int.init) }

  func validate() throws {
    let allowed = 1...ReductionTree.maximumLeafCount
    for leafCount in try OptionCheck.numbers(leaves, of: "--leaves", in: allowed) {
      try LeavesOption.check(leafCount)
    }
    try worldOptions.check(leafCount: leafCounts.max() ?? 1)
  }

  func run() throws {
    try kernelsOption.apply()
    let ranks = worldOptions.mostRanks
    let watch = MeasurementWatch(isStarted: output.roundOption.isStarted, ranks: ranks)
    if BenchmarkJob.isRank || worldOptions.sizes == [1] {
      ProcessGroup.run { group in
        let round = output.roundOption.number
        let recorder = try RunRecorder(round: round, commit: VersionText.commit, in: group)
        let report = try StepReport.measured(
          workload.workload(), leafCounts: leafCounts, exchange: exchangeOption.kind,
          repeats: repeatsOption.repeats, steps: stepsOption.steps, round: round, in: group)
        guard var report else { return }
        report.runs = [recorder.record()]
        output.print(report, watch, ranks: ranks, table: StepReport.table)
      }
    } else {
      let reports: [StepReport] = try worldOptions.reports(isQuiet: output.isQuiet) {
        try BenchmarkJob(worldSize: $0).report(arguments(round: $1))
      }
      output.print(reports, watch, ranks: ranks, table: StepReport.table)
    }
  }

  /// The command line of one start.
  private func arguments(round: Int) -> [String] {
    ["bench", "step"] + workload.arguments + [
      "--leaves", leaves, "--exchange", exchangeOption.exchange, "--worlds", "1",
      "--repeats", "\(repeatsOption.repeats)", "--steps", "\(stepsOption.steps)", "--json",
      "--round", "\(round)",
    ] + kernelsOption.arguments
  }
}
