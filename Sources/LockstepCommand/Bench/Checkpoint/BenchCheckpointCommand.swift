import ArgumentParser
import Engine
import FileFormats
import Foundation
import Layers
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
    if BenchJob.isRank || worldOptions.sizes == [1] {
      ProcessGroup.run { try measure(in: $0) }
    } else {
      try compare()
    }
  }
}

// MARK: - One process group

extension BenchCheckpointCommand {
  private func measure(in group: ProcessGroup) throws {
    let choice = try ModelChoice(workload.model, seed: 0)
    let model = choice.model
    try model.compile(choice.compilation)
    let part = try BenchData(workload.dataOption.data, for: choice, in: group).train
    let path = "\(folder)/lockstep-bench-\(ProcessInfo.processInfo.processIdentifier)"
    let directory = try group.isFirst ? CheckpointDirectory(path) : nil
    defer { if group.isFirst { try? FileManager.default.removeItem(atPath: path) } }
    let measurement = CheckpointMeasurement(
      model, on: part,
      options: TrainingOptions(
        epochs: .max, batchSize: workload.batchSize, leafCount: leavesOption.leaves,
        exchange: exchangeOption.kind, maximumIterations: stepsOption.steps),
      every: every, into: directory, in: group)
    try measurement.turn(isWarmUp: true)
    for _ in 0..<repeatsOption.repeats { try measurement.turn() }
    guard group.isFirst else { return }
    let report = CheckpointReport(measurement.json)
    print(
      output.json
        ? measurement.json.serialized() : CheckpointReport.table([report].compactMap { $0 }))
  }
}

// MARK: - Several world sizes

extension BenchCheckpointCommand {
  private func compare() throws {
    let (rounds, worldSizes) = (worldOptions.rounds, worldOptions.sizes)
    var reports: [Int: CheckpointReport] = [:]
    for round in 1...rounds {
      for worldSize in worldSizes {
        if !output.json { standardError("round \(round) of \(rounds): \(worldSize) ranks") }
        let report = try CheckpointReport(
          parsing: BenchJob(worldSize: worldSize).output(childArguments))
        reports[worldSize] = reports[worldSize]?.merged(with: report) ?? report
      }
    }
    let ordered = worldSizes.compactMap { reports[$0] }
    print(
      output.json
        ? JSON.array(ordered.map(\.json)).serialized() : CheckpointReport.table(ordered))
  }

  private var childArguments: [String] {
    ["bench", "checkpoint"] + workload.arguments + [
      "--leaves", "\(leavesOption.leaves)", "--exchange", exchangeOption.exchange,
      "--worlds", "1", "--repeats", "\(repeatsOption.repeats)", "--steps", "\(stepsOption.steps)",
      "--every", "\(every)", "--folder", folder, "--json",
    ]
  }
}
