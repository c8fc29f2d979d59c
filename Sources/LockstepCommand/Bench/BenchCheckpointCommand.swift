import ArgumentParser
import Benchmarks
import Parallel
import Training

/// `lockstep bench checkpoint`: the options.
struct BenchCheckpointCommand: ParsableCommand, BenchDefaults {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint",
    abstract: "Times saves: how long they hold the steps, and when the file is whole.",
    discussion: """
      Runs with saves and runs without take turns. Each world size of --worlds is started anew in \
      every round, as by bench step. The files go to a folder of their own below --folder, which is \
      removed at the end.

        lockstep bench checkpoint --model cnn --folder runs
      """)

  static let worlds = "1,2"
  static let rounds = 3
  static let repeats = 5
  static let steps = 200
  static let fewestSteps = 2

  @OptionGroup var workload: WorkloadOptions
  @OptionGroup var leavesOption: LeavesOption
  @OptionGroup var exchangeOption: ExchangeOption
  @OptionGroup var worldOptions: WorldOptions<Self>
  @OptionGroup var repeatsOption: RepeatsOption<Self>
  @OptionGroup var stepsOption: StepsOption<Self>

  @Option(help: "Steps between two saves.")
  var every = 20

  @Option(help: ArgumentHelp("On which disk the files are written.", valueName: "folder"))
  var folder = "."

  @OptionGroup var output: JSONOption

  func validate() throws {
    try OptionCheck.number(every, of: "--every")
    try worldOptions.check(leafCount: leavesOption.leaves)
  }

  func run() throws {
    if BenchmarkJob.isRank || worldOptions.sizes == [1] {
      ProcessGroup.run { group in
        let report = try CheckpointReport.measured(
          workload.workload(),
          options: TrainingOptions(
            epochs: .max, batchSize: workload.batchSize, leafCount: leavesOption.leaves,
            exchange: exchangeOption.kind, maximumIterations: stepsOption.steps),
          repeats: repeatsOption.repeats, every: every, below: folder, in: group)
        if let report { output.print(report, table: CheckpointReport.table) }
      }
    } else {
      let reports = try worldOptions.reports(isQuiet: output.json) { worldSize in
        try CheckpointReport(parsing: BenchmarkJob(worldSize: worldSize).output(childArguments))
      }
      output.print(reports, table: CheckpointReport.table)
    }
  }

  private var childArguments: [String] {
    ["bench", "checkpoint"] + workload.arguments + [
      "--leaves", "\(leavesOption.leaves)", "--exchange", exchangeOption.exchange,
      "--worlds", "1", "--repeats", "\(repeatsOption.repeats)", "--steps", "\(stepsOption.steps)",
      "--every", "\(every)", "--folder", folder, "--json",
    ]
  }
}
