import ArgumentParser
import Benchmarks
import Engine
import Layers
import Parallel
import Training

/// `lockstep bench exchange`: the options.
struct BenchExchangeCommand: ParsableCommand, BenchDefaults {
  static let configuration = CommandConfiguration(
    commandName: "exchange",
    abstract: "Times the exchange of gradients by size, beside MPI_Allreduce and a copy.",
    discussion: """
      Every world size of --worlds is started anew in every round: once for Lockstep's exchanges, \
      and once for each of several settings of Open MPI for MPI_Allreduce. A time goes from an \
      instant that all ranks agree on until the slowest has read the whole result, and includes \
      whatever an exchange makes the ranks wait for. Under mpirun it times this process group \
      itself.

        lockstep bench exchange --sizes mlp,1000000 --worlds 4
      """)

  static let worlds = "2,4"
  static let rounds = 3
  static let repeats = 30

  @Option(
    help: ArgumentHelp(
      "How many floats: numbers, and models' names for their parameters.", valueName: "n|model,...")
  )
  var sizes = "1000,10000,100000,mlp,1000000,10000000"

  @OptionGroup var worldOptions: WorldOptions<Self>
  @OptionGroup var hostfileOption: HostfileOption
  @OptionGroup var leavesOption: LeavesOption
  @OptionGroup var repeatsOption: RepeatsOption<Self>
  @OptionGroup var kernelsOption: KernelsOption
  @OptionGroup var output: ReportOptions

  @Option(help: .hidden)
  var setting: String?

  func validate() throws {
    for element in OptionCheck.elements(sizes)
    where Self.floatCount(element) == nil && !ModelCatalog.names.contains(element) {
      throw OptionCheck.invalid(
        "--sizes",
        expected: "numbers from 1 to \(Self.mostFloats) or models' names, separated by commas",
        found: sizes)
    }
    if !BenchmarkJob.isRank, let alone = worldOptions.sizes.first(where: { $0 < 2 }) {
      throw OptionCheck.invalid(
        "--worlds", expected: "at least 2 ranks: one alone exchanges nothing", found: "\(alone)")
    }
    try worldOptions.check(leafCount: leavesOption.leaves)
  }

  func run() throws {
    try kernelsOption.apply()
    let ranks = worldOptions.mostRanks
    let watch = MeasurementWatch(isStarted: output.roundOption.isStarted, ranks: ranks)
    if BenchmarkJob.isRank {
      ProcessGroup.run { try measure(in: $0, watch) }
    } else {
      let hostFile = hostfileOption.hostfile
      let settings = MPISetting.all(isOneHost: hostFile == nil)
      let reports = try worldOptions.reports(isQuiet: output.isQuiet) { worldSize, round in
        let job = BenchmarkJob(worldSize: worldSize, hostFile: hostFile)
        let own: ExchangeReport = try job.report(arguments(round: round))
        return try settings.reduce(own) { merged, setting in
          let job = BenchmarkJob(worldSize: worldSize, hostFile: hostFile, setting: setting)
          return merged.merged(
            with: try job.report(arguments(round: round) + ["--setting", setting.name]))
        }
      }
      output.print(reports, watch, ranks: ranks, table: ExchangeReport.table)
    }
  }

  /// Times Lockstep's exchanges, or with a setting's name `MPI_Allreduce`.
  private func measure(in group: ProcessGroup, _ watch: MeasurementWatch) throws {
    // In a terminal both are measured; a parent process requests one at a time.
    let ways: [ExchangeWay]? =
      setting != nil
      ? [.allReduce]
      : output.roundOption.isStarted || output.json
        ? nil : ExchangeWay.all(hostCount: group.hostCount) + [.allReduce]
    let round = output.roundOption.number
    let recorder = try RunRecorder(round: round, commit: VersionText.commit, in: group)
    let report = try ExchangeReport.measured(
      floatCounts(), ways: ways, setting: setting ?? "as started",
      leafCount: leavesOption.leaves, repeats: repeatsOption.repeats, round: round, in: group)
    guard var report else { return }
    report.runs = [recorder.record()]
    output.print(report, watch, ranks: worldOptions.mostRanks, table: ExchangeReport.table)
  }

  /// The command line of one start.
  private func arguments(round: Int) -> [String] {
    [
      "bench", "exchange", "--sizes", sizes, "--leaves", "\(leavesOption.leaves)",
      "--repeats", "\(repeatsOption.repeats)", "--json", "--round", "\(round)",
    ] + kernelsOption.arguments
  }

  private static let mostFloats = 1 << 30

  private static func floatCount(_ element: String) -> Int? {
    Int(element).flatMap { 1...mostFloats ~= $0 ? $0 : nil }
  }

  private func floatCounts() throws -> [Int] {
    try OptionCheck.elements(sizes).map { element in
      try Self.floatCount(element) ?? ModelChoice(element, seed: 0).model.parameterSpace().count
    }
  }
}
