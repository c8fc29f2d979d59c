import ArgumentParser
import FileFormats
import Foundation
import Models
import Parallel
import Training

/// `lockstep bench exchange`: the options.
struct BenchExchangeCommand: ParsableCommand {
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

  @Option(
    help: ArgumentHelp(
      "How many floats: numbers, and models' names for their parameters.", valueName: "n|model,...")
  )
  var sizes = "1000,10000,100000,mlp,1000000,10000000"

  @Option(help: ArgumentHelp("World sizes that take turns.", valueName: "n,..."))
  var worlds = "2,4"

  @Option(help: ArgumentHelp("mpirun's file of hosts; this host without one.", valueName: "file"))
  var hostfile: String?

  @Option(help: "The leaves of the reduction tree.")
  var leaves = 8

  @Option(help: "How often each world size is started.")
  var rounds = 3

  @Option(help: "Exchanges of each size within a start.")
  var repeats = 30

  @Flag(help: "Print JSON.")
  var json = false

  @Option(help: .hidden)
  var setting: String?

  func run() throws {
    let worldSizes = try BenchStepCommand.numbers(worlds, of: "--worlds")
    let floatCounts = try floatCounts()
    guard rounds >= 1, repeats >= 1 else {
      throw TrainingError.invalidValue(
        of: rounds < 1 ? "--rounds" : "--repeats", expected: "at least 1",
        found: "\(min(rounds, repeats))")
    }
    if ProcessInfo.processInfo.environment["OMPI_COMM_WORLD_SIZE"] != nil {
      ProcessGroup.run { try measure(floatCounts, in: $0) }
      return
    }
    if let alone = worldSizes.first(where: { $0 < 2 }) {
      throw TrainingError.invalidValue(
        of: "--worlds", expected: "at least 2 ranks: one alone exchanges nothing",
        found: "\(alone)")
    }
    try compare(worldSizes)
  }

  private func floatCounts() throws -> [Int] {
    try sizes.split(separator: ",", omittingEmptySubsequences: false).map { word in
      if let number = Int(word), number >= 1, number <= 1 << 30 { return number }
      guard ModelCatalog.names.contains(String(word)) else {
        throw TrainingError.invalidValue(
          of: "--sizes",
          expected: "numbers from 1 to \(1 << 30) or models' names, separated by commas",
          found: sizes)
      }
      return try ModelChoice(String(word), seed: 0).model.parameterSpace().count
    }
  }
}

// MARK: - One process group

extension BenchExchangeCommand {
  /// Times Lockstep's exchanges, or with a setting's name `MPI_Allreduce`.
  private func measure(_ floatCounts: [Int], in group: ProcessGroup) throws {
    let measurement = try ExchangeMeasurement(leafCount: leaves, repeats: repeats, in: group)
    let ways = setting == nil ? ExchangeWay.all(hostCount: group.hostCount) : [.allReduce]
    let entries = try measurement.entries(
      of: setting == nil && !json ? ways + [.allReduce] : ways, floatCounts: floatCounts,
      setting: setting ?? "as started")
    guard group.isFirst else { return }
    let report = ExchangeReport(
      worldSize: group.worldSize, hostCount: group.hostCount, entries: entries)
    print(
      json
        ? report.json.serialized()
        : ExchangeReport.table([report], machine: Machine.description))
  }
}

// MARK: - Several world sizes and settings

extension BenchExchangeCommand {
  private func compare(_ worldSizes: [Int]) throws {
    var reports: [Int: ExchangeReport] = [:]
    func add(_ job: BenchJob, _ arguments: [String] = []) throws {
      let report = try ExchangeReport(parsing: job.output(childArguments + arguments))
      if reports[job.worldSize]?.add(report) == nil { reports[job.worldSize] = report }
    }
    for round in 1...rounds {
      for worldSize in worldSizes {
        if !json { standardError("round \(round) of \(rounds): \(worldSize) ranks") }
        try add(BenchJob(worldSize: worldSize, hostFile: hostfile))
        for setting in MPISetting.all {
          try add(
            BenchJob(
              worldSize: worldSize, hostFile: hostfile, settings: setting.environment,
              settingsLeftOut: MPISetting.names),
            ["--setting", setting.name])
        }
      }
    }
    let ordered = worldSizes.compactMap { reports[$0] }
    print(
      json
        ? JSON.array(ordered.map(\.json)).serialized()
        : ExchangeReport.table(ordered, machine: Machine.description))
  }

  private var childArguments: [String] {
    [
      "bench", "exchange", "--sizes", sizes, "--leaves", "\(leaves)", "--repeats", "\(repeats)",
      "--json",
    ]
  }
}
