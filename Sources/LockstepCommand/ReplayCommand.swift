import ArgumentParser
import Benchmarks
import Engine
import FileFormats
import Foundation
import Layers
import Parallel
import Training

/// `lockstep replay CHECKPOINT --step S`.
struct ReplayCommand: GroupCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay",
    abstract: "Computes a step of a saved run again, alone, and shows every tensor of it.",
    discussion: """
      Goes on from the nearest checkpoint before the step, or from the first weights where there \
      is none, and then shows norm, extremes, zeros, NaN and infinities of every activation and \
      every gradient, layer by layer, of the whole batch or as one rank of a job computed it. The \
      last line is that of train --digest --digest-gradients, for the whole step.

        lockstep replay runs/a --step 500
        lockstep replay runs/a --step 500 --rank 2 --of 4 --samples
        lockstep replay runs/a/step-00000469.safetensors --step 500 --dump tensors
        lockstep replay runs/a --step 500 --digest run.digests
        gdb --args lockstep replay runs/a --step 500 --break dense

      Exit codes: 0 done, 1 other digests than --digest has.
      """)

  @Argument(help: "A checkpoint's file, or a run's folder.")
  var checkpoint: String

  @Option(
    help: ArgumentHelp("The step, counted from the run's very start, from 1.", valueName: "n"))
  var step: Int

  @Option(help: ArgumentHelp("Show the part of this rank, from 0.", valueName: "n"))
  var rank: Int?

  @Option(
    name: .customLong("of"),
    help: ArgumentHelp("The number of ranks of the job that --rank is of.", valueName: "n"))
  var worldSize: Int?

  @OptionGroup var options: ReplayOptions

  @Flag(help: "Show each sample's loss, activations and gradients too.")
  var samples = false

  @Option(
    help: ArgumentHelp("Write each tensor as a .npy file into this folder.", valueName: "folder"))
  var dump: String?

  @Option(
    help: ArgumentHelp(
      "Compare the step with a log of train --digest.", valueName: "file"))
  var digest: String?

  @Option(
    name: .customLong("break"),
    help: ArgumentHelp("Stop in the debugger just before this layer computes.", valueName: "layer"))
  var breakLayer: String?

  func validate() throws {
    try OptionCheck.path(checkpoint, of: "the checkpoint")
    try OptionCheck.path(dump, of: "--dump")
    try OptionCheck.path(digest, of: "--digest")
    try OutputCheck(reads: [], data: [("--data", options.data)]).check(folder: dump, of: "--dump")
    try OptionCheck.number(step, of: "--step", in: 1...TrainingProgress.iterationLimit)
    try OptionCheck.number(worldSize, of: "--of", in: 1...1_024)
    guard (rank == nil) == (worldSize == nil) else {
      let missing = rank == nil ? "--rank" : "--of"
      throw OptionCheck.invalid(
        missing, expected: "a number beside \(rank == nil ? "--of" : "--rank")",
        found: "not given")
    }
    if let rank, let worldSize {
      guard (0..<worldSize).contains(rank) else {
        throw OptionCheck.invalid(
          "--rank", expected: "0 to \(worldSize - 1) with --of \(worldSize)", found: "\(rank)")
      }
    }
  }

  func run(in group: ProcessGroup) throws {
    let path = try ReplayedRun.checkpoint(in: checkpoint, before: step)
    try ModelPath.checkIsCheckpoint(path)
    let run = try ModelFileError.namingOwnParts(
      of: path,
      remedy: "no step can be computed here"
    ) { try ReplayedRun(checkpoint, before: step) }
    if let path = options.initialWeights, !run.beginsAnew {
      Warnings.write("the weights of \(path) are not used: the run goes on from \(run.path)")
    }
    let leafCount = run.header.run.leafCount
    if let worldSize, worldSize > leafCount {
      throw TrainingError.invalidValue(
        of: "--of", expected: "at most \(leafCount), the run's leaves", found: "\(worldSize)")
    }
    var stop = breakLayer.map { DebuggerStop(layer: $0) }
    try stop?.check(among: run.model.graph().calls.map(\.name))
    let log = try digest.map { try SavedDigests($0) }
    try log?.check(run)
    let logged = try log?.record(ofStep: step)
    // Whether a run that has saved no more has done some steps more only its log knows.
    if logged == nil, step > run.lastSavedStep {
      let end = run.lastSavedEpoch.map { ", the end of epoch \($0)" } ?? ""
      Warnings.write(
        "\(checkpoint): the last saved step is \(run.lastSavedStep)\(end); step \(step) is computed "
          + "as if the run had gone on to it")
    }
    let data = try options.prepare(run, options.load(run))
    let replay = try StepReplay(
      of: run, step: step,
      as: rank.flatMap { rank in worldSize.map { StepReplay.Rank(rank, of: $0) } },
      on: data, nonFinite: options.policy,
      beforeLayer: { layer in
        guard stop?.layer == layer else { return }
        stop?.stop()
        // A layer may compute in several parts.
        stop = nil
      })
    show(replay, of: run)
    if let dump {
      let names = try replay.recording.dump(to: dump)
      print("Wrote \(names.count + 1) files to \(dump.onOneLine(limit: .max)).")
    }
    if let logged { try compare(replay, with: logged) }
  }

  private func compare(_ replay: StepReplay, with logged: DigestRecord) throws {
    let path = digest ?? ""
    let found = replay.record
    let tensors = found.map { $0.differences(from: logged) } ?? []
    let ranks = logged.ranks
    // A log of another number of ranks tells nothing of this one.
    let own = ranks.count == worldSize ? rank : nil
    let elements = own.map { replay.differences(from: ranks[$0], ofRank: $0) } ?? []
    let isSkipped = found?.isSkipped ?? true
    guard tensors.isEmpty, elements.isEmpty, isSkipped == logged.isSkipped else {
      print("Not the digests of \(path.onOneLine(limit: .max)):")
      for tensor in tensors { print("  \(tensor.kind.rawValue): \(tensor.name.onOneLine())") }
      for element in elements { print("  \(element.line)") }
      if isSkipped != logged.isSkipped { print("  only one of the two has made the update") }
      throw ArgumentParser.ExitCode(1)
    }
    let rank = own.map { ", also of rank \($0)" } ?? ""
    print("The same digests as in \(path.onOneLine(limit: .max))\(rank).")
  }
}

// MARK: - Output

extension ReplayCommand {
  private func show(_ replay: StepReplay, of run: ReplayedRun) {
    let recording = replay.recording
    let count = recording.samples.count
    let part =
      rank.map { rank in
        let positions =
          count == 0
          ? "no sample" : "samples \(replay.firstPosition) to \(replay.firstPosition + count - 1)"
        return "rank \(rank) of \(worldSize ?? 1), \(positions) of a batch of \(replay.batchSize)"
      } ?? "the whole batch of \(replay.batchSize) samples"
    print(
      "Step \(replay.step) (epoch \(replay.epoch), step \(replay.stepInEpoch) of "
        + "\(run.header.stepsPerEpoch)), \(part), from \(run.beginning)")
    if count > 0 {
      print("Mean loss: \(Self.number(recording.losses.reduce(0, +) / Double(count)))")
    }
    if let what = replay.notFinite { print("No update was made: \(what) is not finite.") }
    var table = TextTable([("tensor", .left), ("kind", .left)] + Self.columns)
    for tensor in recording.tensors {
      table.add(
        [tensor.name.onOneLine(), tensor.kind.rawValue]
          + Self.cells(TensorStatistics(tensor.values)))
    }
    for line in table.lines { print(line) }
    if samples { showSamples(recording) }
    if let record = replay.record { print(record.line) }
  }

  private func showSamples(_ recording: PassRecording) {
    for (row, sample) in recording.samples.enumerated() {
      print("Sample \(sample): loss \(Self.number(recording.losses[row]))")
      var table = TextTable([("tensor", .left), ("kind", .left)] + Self.columns)
      for tensor in recording.tensors where tensor.rowCount != nil {
        table.add(
          [tensor.name.onOneLine(), tensor.kind.rawValue]
            + Self.cells(TensorStatistics(tensor.row(row))))
      }
      for line in table.lines { print(line) }
    }
  }

  private static let columns: [(title: String, alignment: TextTable.Alignment)] = [
    ("elements", .right), ("norm", .right), ("min", .right), ("max", .right), ("zeros", .right),
    ("NaN", .right), ("infinite", .right),
  ]

  private static func cells(_ numbers: TensorStatistics) -> [String] {
    [
      "\(numbers.count)", number(numbers.norm),
      numbers.minimum.map { number(Double($0)) } ?? "",
      numbers.maximum.map { number(Double($0)) }
        ?? "",
      "\(numbers.zeroCount)", "\(numbers.nanCount)", "\(numbers.infiniteCount)",
    ]
  }

  private static func number(_ value: Double) -> String { NumberText.rounded(value, digits: 6) }
}
