import ArgumentParser
import Engine
import FileFormats
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
  @OptionGroup var output: JSONOption

  @Option(help: .hidden)
  var setting: String?

  func validate() throws {
    for word in OptionCheck.words(sizes)
    where Self.floatCount(word) == nil && !ModelCatalog.names.contains(word) {
      throw OptionCheck.invalid(
        "--sizes",
        expected: "numbers from 1 to \(Self.mostFloats) or models' names, separated by commas",
        found: sizes)
    }
    if !BenchJob.isRank, let alone = worldOptions.sizes.first(where: { $0 < 2 }) {
      throw OptionCheck.invalid(
        "--worlds", expected: "at least 2 ranks: one alone exchanges nothing", found: "\(alone)")
    }
    try worldOptions.check(leafCount: leavesOption.leaves)
  }

  func run() throws {
    if BenchJob.isRank {
      ProcessGroup.run { try measure(in: $0) }
    } else {
      try compare()
    }
  }

  private static let mostFloats = 1 << 30

  private static func floatCount(_ word: String) -> Int? {
    Int(word).flatMap { 1...mostFloats ~= $0 ? $0 : nil }
  }

  private func floatCounts() throws -> [Int] {
    try OptionCheck.words(sizes).map { word in
      try Self.floatCount(word) ?? ModelChoice(word, seed: 0).model.parameterSpace().count
    }
  }
}

// MARK: - One process group

extension BenchExchangeCommand {
  /// Times Lockstep's exchanges, or with a setting's name `MPI_Allreduce`.
  private func measure(in group: ProcessGroup) throws {
    let measurement = try ExchangeMeasurement(
      leafCount: leavesOption.leaves, repeats: repeatsOption.repeats, in: group)
    let ways = setting == nil ? ExchangeWay.all(hostCount: group.hostCount) : [.allReduce]
    let entries = try measurement.entries(
      of: setting == nil && !output.json ? ways + [.allReduce] : ways,
      floatCounts: floatCounts(),
      setting: setting ?? "as started")
    guard group.isFirst else { return }
    let report = ExchangeReport(
      worldSize: group.worldSize, hostCount: group.hostCount, entries: entries)
    print(
      output.json
        ? report.json.serialized()
        : ExchangeReport.table([report], machine: Machine.description))
  }
}

// MARK: - Several world sizes and settings

extension BenchExchangeCommand {
  private func compare() throws {
    let (rounds, worldSizes) = (worldOptions.rounds, worldOptions.sizes)
    let hostFile = hostfileOption.hostfile
    var reports: [Int: ExchangeReport] = [:]
    func add(_ job: BenchJob, _ arguments: [String] = []) throws {
      let report = try ExchangeReport(parsing: job.output(childArguments + arguments))
      if reports[job.worldSize]?.add(report) == nil { reports[job.worldSize] = report }
    }
    for round in 1...rounds {
      for worldSize in worldSizes {
        if !output.json { standardError("round \(round) of \(rounds): \(worldSize) ranks") }
        try add(BenchJob(worldSize: worldSize, hostFile: hostFile))
        for setting in MPISetting.all {
          try add(
            BenchJob(
              worldSize: worldSize, hostFile: hostFile, settings: setting.environment,
              settingsLeftOut: MPISetting.names),
            ["--setting", setting.name])
        }
      }
    }
    let ordered = worldSizes.compactMap { reports[$0] }
    print(
      output.json
        ? JSON.array(ordered.map(\.json)).serialized()
        : ExchangeReport.table(ordered, machine: Machine.description))
  }

  private var childArguments: [String] {
    [
      "bench", "exchange", "--sizes", sizes, "--leaves", "\(leavesOption.leaves)",
      "--repeats", "\(repeatsOption.repeats)", "--json",
    ]
  }
}
