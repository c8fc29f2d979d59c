import ArgumentParser
import FileFormats
import Foundation
import Models
import Parallel
import Training

/// `lockstep bench checkpoint`: the options.
struct BenchCheckpointCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "checkpoint",
    abstract: "Times saves: how long they hold the steps, and when the file is whole.",
    discussion: """
      Runs with saves and runs without take turns. Each world size of --worlds is started anew in \
      every round, as by bench step. The files go to a folder of their own below --folder, which is \
      removed at the end.
      """)

  @Option(help: "The network: \(ModelCatalog.names.joined(separator: ", ")).")
  var model = "mlp"

  @Option(
    help: ArgumentHelp(
      "mnist, random (dense inputs), digits, or MNIST's folder.", valueName: "folder|name"))
  var data: String?

  @Option(help: "The samples of one step, on all ranks together.")
  var batchSize = 128

  @Option(help: "The leaves of the reduction tree.")
  var leaves = 8

  @Option(help: "How gradients are summed: auto, shared, ordered or mpi.")
  var exchange = "auto"

  @Option(help: ArgumentHelp("World sizes that take turns.", valueName: "n,..."))
  var worlds = "1,2"

  @Option(help: "How often each world size is started.")
  var rounds = 3

  @Option(help: "Turns of a run with saves and one without, within a start.")
  var repeats = 5

  @Option(help: "Steps of one run.")
  var steps = 200

  @Option(help: "Steps between two saves.")
  var every = 20

  @Option(help: ArgumentHelp("On which disk the files are written.", valueName: "folder"))
  var folder = "."

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let worldSizes = try BenchStepCommand.numbers(worlds, of: "--worlds")
    for (option, value) in [("--steps", steps - 1), ("--every", every), ("--repeats", repeats)]
    where value < 1 {
      throw TrainingError.invalidValue(
        of: option, expected: "at least \(option == "--steps" ? 2 : 1)",
        found: "\(option == "--steps" ? value + 1 : value)")
    }
    let isRank = ProcessInfo.processInfo.environment["OMPI_COMM_WORLD_SIZE"] != nil
    if isRank || worldSizes == [1] {
      ProcessGroup.run { try measure(in: $0) }
    } else {
      try compare(worldSizes)
    }
  }
}

// MARK: - One process group

extension BenchCheckpointCommand {
  private func measure(in group: ProcessGroup) throws {
    guard let kind = ExchangeKind(rawValue: exchange) else {
      throw ParallelError.unknownExchange(exchange)
    }
    let choice = try ModelChoice(model, seed: 0)
    let model = choice.model
    try model.compile(choice.compilation)
    let part = try BenchData(data, for: choice, in: group).train
    let path = "\(folder)/lockstep-bench-\(ProcessInfo.processInfo.processIdentifier)"
    let directory = try group.isFirst ? CheckpointDirectory(path) : nil
    defer { if group.isFirst { try? FileManager.default.removeItem(atPath: path) } }
    let measurement = CheckpointMeasurement(
      model, on: part,
      options: TrainingOptions(
        epochs: .max, batchSize: batchSize, leafCount: leaves, exchange: kind,
        maximumIterations: steps),
      every: every, into: directory, in: group)
    try measurement.turn(isWarmUp: true)
    for _ in 0..<repeats { try measurement.turn() }
    guard group.isFirst else { return }
    let report = CheckpointReport(measurement.json)
    print(json ? measurement.json.serialized() : CheckpointReport.table([report].compactMap { $0 }))
  }
}

// MARK: - Several world sizes

extension BenchCheckpointCommand {
  private func compare(_ worldSizes: [Int]) throws {
    var reports: [Int: CheckpointReport] = [:]
    for round in 1...max(rounds, 1) {
      for worldSize in worldSizes {
        if !json { standardError("round \(round) of \(rounds): \(worldSize) ranks") }
        let report = try CheckpointReport(
          parsing: BenchJob(worldSize: worldSize).output(childArguments))
        reports[worldSize] = reports[worldSize]?.merged(with: report) ?? report
      }
    }
    let ordered = worldSizes.compactMap { reports[$0] }
    print(
      json ? JSON.array(ordered.map(\.json)).serialized() : CheckpointReport.table(ordered))
  }

  private var childArguments: [String] {
    [
      "bench", "checkpoint", "--model", model, "--batch-size", "\(batchSize)",
      "--leaves", "\(leaves)", "--exchange", exchange, "--worlds", "1", "--repeats", "\(repeats)",
      "--steps", "\(steps)", "--every", "\(every)", "--folder", folder, "--json",
    ] + (data.map { ["--data", $0] } ?? [])
  }
}
