import ArgumentParser
import Benchmarks
import FileFormats

/// `lockstep bench scaling`: the options.
struct BenchScalingCommand: ParsableCommand, BenchDefaults {
  static let configuration = CommandConfiguration(
    commandName: "scaling",
    abstract: "Measures speed-up over ranks: with one batch for all, and with one for each.",
    discussion: """
      Every run is started anew in every round, one after the other, so that a machine whose speed \
      drifts treats all alike. World size 1 is the solo program, without mpirun and pinned to one \
      core, with --leaves leaves and with one: the faster of the two is what speed-ups are against. \
      More ranks than leaves raise the number of leaves for all.

        lockstep bench scaling --models mlp --worlds 1,2,4 --svg scaling.svg
      """)

  static let steps = 20

  @OptionGroup var modelsOption: ModelsOption<Self>
  @OptionGroup var dataOption: BenchDataOption

  @Option(
    help: ArgumentHelp(
      "Batches of all ranks together (strong scaling), or none.", valueName: "n,..."))
  var batches = "128,256,1024"

  @Option(
    help: ArgumentHelp("Batches of each rank (weak scaling), or none.", valueName: "n,..."))
  var batchesPerRank = "128"

  @OptionGroup var worldOptions: WorldOptions<Self>
  @OptionGroup var hostfileOption: HostfileOption
  @OptionGroup var leavesOption: LeavesOption
  @OptionGroup var exchangeOption: ExchangeOption
  @OptionGroup var repeatsOption: RepeatsOption<Self>
  @OptionGroup var stepsOption: StepsOption<Self>
  @OptionGroup var kernelsOption: KernelsOption

  @Option(help: ArgumentHelp("Also write JSON to a file.", valueName: "file"))
  var json: String?

  @Option(
    help: ArgumentHelp(
      "Also write comma-separated values to a file: a row for each point.", valueName: "file"))
  var csv: String?

  @Option(help: ArgumentHelp("Also draw a picture (SVG) to a file.", valueName: "file"))
  var svg: String?

  func validate() throws {
    for (option, path) in [("--json", json), ("--csv", csv), ("--svg", svg)] {
      try OptionCheck.output(path, of: option)
    }
    _ = try Self.sizes(batches, of: "--batches")
    let largest = try Self.sizes(batchesPerRank, of: "--batches-per-rank").max() ?? 0
    let most = WorkloadOptions.batchSizes.upperBound
    guard largest * (worldOptions.sizes.max() ?? 1) <= most else {
      throw OptionCheck.invalid(
        "--batches-per-rank", expected: "at most \(most) samples on all ranks together",
        found: batchesPerRank)
    }
  }

  func run() throws {
    let plan = try plan()
    try kernelsOption.apply()
    let ranks = worldOptions.mostRanks
    let watch = MeasurementWatch(isStarted: false, ranks: ranks)
    let reports = try measureInRounds(
      worldOptions.rounds, of: plan.runs, progress: standardError
    ) { run, round -> StepReport in
      let job = BenchmarkJob(
        worldSize: run.worldSize, hostFile: run.worldSize > 1 ? hostfileOption.hostfile : nil)
      return try job.report(arguments(of: run, leafCount: plan.leafCount, round: round))
    }
    let report = ScalingReport(plan, reports, machine: watch.machine.description)
    let command = watch.record(ranks: ranks, report.measurements)
    print(([report.table] + command.warningLines).joined(separator: "\n"))
    if let json {
      try write(command.added(to: report.json).finite.serialized() + "\n", to: json)
    }
    if let csv { try write(CSVTable.text(report.rows) + "\n", to: csv) }
    if let svg { try write(ScalingChart(report).svg, to: svg) }
  }

  private func write(_ text: String, to path: String) throws {
    try AtomicFile.write(to: path) { try $0.write(Array(text.utf8)) }
  }

  private func plan() throws -> ScalingPlan {
    for name in modelsOption.names { _ = try ModelChoice(name, seed: 0) }
    return ScalingPlan(
      models: modelsOption.names, strong: try Self.sizes(batches, of: "--batches"),
      weak: try Self.sizes(batchesPerRank, of: "--batches-per-rank"),
      worldSizes: worldOptions.sizes, leafCount: leavesOption.leaves)
  }

  private static func sizes(_ list: String, of option: String) throws -> [Int] {
    list == "none"
      ? [] : try OptionCheck.numbers(list, of: option, in: WorkloadOptions.batchSizes)
  }

  /// The solo program also runs with one leaf, which avoids the tree.
  private func arguments(of run: ScalingPlan.Run, leafCount: Int, round: Int) -> [String] {
    [
      "bench", "step", "--model", run.model, "--batch-size", "\(run.batchSize)",
      "--leaves", run.worldSize == 1 && leafCount > 1 ? "\(leafCount),1" : "\(leafCount)",
      "--exchange", exchangeOption.exchange, "--worlds", "1",
      "--repeats", "\(repeatsOption.repeats)", "--steps", "\(stepsOption.steps)", "--json",
      "--round", "\(round)",
    ] + dataOption.arguments + kernelsOption.arguments
  }
}
