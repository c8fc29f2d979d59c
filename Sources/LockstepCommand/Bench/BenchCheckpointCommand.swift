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

  @OptionGroup var kernelsOption: KernelsOption
  @OptionGroup var output: ReportOptions

  func validate() throws {
    try OptionCheck.number(every, of: "--every")
    try worldOptions.check(leafCount: leavesOption.leaves)
  }

  func run() throws {
    try kernelsOption.apply()
    let ranks = worldOptions.mostRanks
    let watch = MeasurementWatch(isStarted: output.roundOption.isStarted, ranks: ranks)
    if BenchmarkJob.isRank || worldOptions.sizes == [1] {
      ProcessGroup.run { group in
        let round = output.roundOption.number
        let recorder = try RunRecorder(round: round, commit: VersionText.commit, in: group)
        let report = try CheckpointReport.measured(
          workload.workload(),
          options: TrainingOptions(
            epochs: .max, batchSize: workload.batchSize, leafCount: leavesOption.leaves,
            exchange: exchangeOption.kind, maximumIterations: stepsOption.steps),
          repeats: repeatsOption.repeats, every: every, round: round,
          below: folder, in: group)
        guard var report else { return }
        report.runs = [recorder.record()]
        output.print(report, watch, ranks: ranks, table: CheckpointReport.table)
      }
    } else {
      let reports: [CheckpointReport] = try worldOptions.reports(isQuiet: output.isQuiet) {
        try BenchmarkJob(worldSize: $0).report(arguments(round: $1))
      }
      output.print(reports, watch, ranks: ranks, table: CheckpointReport.table)
    }
  }

  /// The command line of one start.
  private func arguments(round: Int) -> [String] {
    ["bench", "checkpoint"] + workload.arguments + [
      "--leaves", "\(leavesOption.leaves)", "--exchange", exchangeOption.exchange,
      "--worlds", "1", "--repeats", "\(repeatsOption.repeats)", "--steps", "\(stepsOption.steps)",
      "--every", "\(every)", "--folder", folder, "--json",
      "--round", "\(round)",
    ] + kernelsOption.arguments
  }
}
