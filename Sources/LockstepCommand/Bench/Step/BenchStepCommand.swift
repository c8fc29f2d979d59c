import ArgumentParser
import FileFormats
import Foundation
import Models
import Parallel
import Training

/// `lockstep bench step`: the options.
struct BenchStepCommand: ParsableCommand {
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

  @Option(help: "The network: \(ModelCatalog.names.joined(separator: ", ")).")
  var model = "mlp"

  @Option(
    help: ArgumentHelp(
      "mnist, random (dense inputs, in which no kernel finds a zero), digits, or MNIST's folder.",
      valueName: "folder|name"))
  var data: String?

  @Option(help: "The samples of one step, on all ranks together.")
  var batchSize = 128

  @Option(help: ArgumentHelp("Leaf counts that take turns.", valueName: "n,..."))
  var leaves = "8"

  @Option(help: "How gradients are summed: auto, shared, ordered or mpi.")
  var exchange = "auto"

  @Option(help: ArgumentHelp("World sizes that take turns.", valueName: "n,..."))
  var worlds = "1,2,4"

  @Option(help: "How often each world size is started.")
  var rounds = 5

  @Option(help: "Turns of each leaf count within a start.")
  var repeats = 10

  @Option(help: "Steps of one turn.")
  var steps = 50

  @Flag(help: "Print JSON.")
  var json = false

  /// The numbers of a list such as `1,2,4`.
  static func numbers(_ list: String, of option: String) throws -> [Int] {
    try list.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let number = Int(part), number >= 1 else {
        throw TrainingError.invalidValue(
          of: option, expected: "numbers from 1 up, separated by commas", found: list)
      }
      return number
    }
  }

  func run() throws {
    let worldSizes = try Self.numbers(worlds, of: "--worlds")
    let isRank = ProcessInfo.processInfo.environment["OMPI_COMM_WORLD_SIZE"] != nil
    if isRank || worldSizes == [1] {
      ProcessGroup.run { try measure(in: $0) }
    } else {
      try compare(worldSizes)
    }
  }
}

// MARK: - One process group

extension BenchStepCommand {
  private func measure(in group: ProcessGroup) throws {
    guard let kind = ExchangeKind(rawValue: exchange) else {
      throw ParallelError.unknownExchange(exchange)
    }
    // A leaf count that is too small for the ranks is left out: `--leaves 8,1` on 1 and 2 ranks.
    let leafCounts = try Self.numbers(leaves, of: "--leaves").filter { $0 >= group.worldSize }
    let choice = try ModelChoice(model, seed: 0)
    try choice.model.compile(choice.compilation)
    let data = try BenchData(data, for: choice, in: group)
    let start = try CommonStart(in: group)
    let measurements = try leafCounts.map {
      try StepMeasurement(
        choice.model, on: data.train, batchSize: batchSize, leafCount: $0, exchange: kind,
        from: start, in: group)
    }
    let peak = try ArithmeticPeak.ofAllCores(in: group)
    for measurement in measurements { try measurement.turn(max(steps, 1), isWarmUp: true) }
    for _ in 0..<max(repeats, 1) {
      for measurement in measurements { try measurement.turn(max(steps, 1)) }
    }
    let setting = StepReport.Setting(
      worldSize: group.worldSize, hostCount: group.hostCount, coreCount: try group.coreCount(),
      batchSize: batchSize, model: model, data: data.name,
      exchange: kind.resolved(for: group).rawValue,
      operationCount: try ArithmeticCount(choice.model.graph()).step(sampleCount: batchSize))
    let entries = try measurements.compactMap { try $0.entry() }
    if group.isFirst {
      let report = StepReport(
        setting, peaks: [peak.isTrusted ? peak.gigaflops : nil],
        openBLAS: [peak.openBLASGigaflops].compactMap(\.self), entries: entries)
      print(
        json
          ? report.json.serialized()
          : StepReport.table([report], machine: Machine.description))
    }
    try group.worldBarrier()
    for measurement in measurements { try measurement.close() }
  }
}

// MARK: - Several world sizes

extension BenchStepCommand {
  private func compare(_ worldSizes: [Int]) throws {
    var reports: [Int: StepReport] = [:]
    for round in 1...max(rounds, 1) {
      for worldSize in worldSizes {
        if !json { standardError("round \(round) of \(rounds): \(worldSize) ranks") }
        let report = try StepReport(parsing: BenchJob(worldSize: worldSize).output(childArguments))
        reports[worldSize] = reports[worldSize]?.merged(with: report) ?? report
      }
    }
    let ordered = worldSizes.compactMap { reports[$0] }
    print(
      json
        ? JSON.array(ordered.map(\.json)).serialized()
        : StepReport.table(ordered, machine: Machine.description))
  }

  private var childArguments: [String] {
    [
      "bench", "step", "--model", model, "--batch-size", "\(batchSize)", "--leaves", leaves,
      "--exchange", exchange, "--worlds", "1", "--repeats", "\(repeats)", "--steps", "\(steps)",
      "--json",
    ] + (data.map { ["--data", $0] } ?? [])
  }
}
