import Datasets
import Engine
import FileFormats
import Foundation
import KerasFormat
import Kernels
import Launcher
import Layers
import Parallel
import Training

/// The job of `lockstep train`: converts options to a training run, and its result to lines.
struct TrainingJob {
  private let command: TrainCommand
  private let group: ProcessGroup
  private let settings: TrainingOptions
  private let options: RunOptions
  private let verbosity: Verbosity
  private let callbacks: [any Callback]
  private let source: DataSource
  private let choice: ModelChoice
  private var model: Model { choice.model }

  /// Checks the options; nothing is read or written yet.
  init(_ command: TrainCommand, in group: ProcessGroup) throws {
    self.command = command
    self.group = group
    choice = try ModelChoice(command.model, seed: command.seed)
    options = try command.runOptions(worldSize: group.worldSize)
    settings = TrainingOptions(
      epochs: command.epochs, batchSize: command.batchSize ?? choice.batchSize,
      shuffle: !command.noShuffle, options)
    try settings.check()
    verbosity = try Verbosity(option: command.verbose)
    callbacks = try command.callbackOptions.callbacks()
    source = DataSource(command.data ?? choice.data)
    if command.standardize { try standardizing.checkTakesRawInputs() }
    // Of files it is not known yet, but mistakes in the options are found before data are read.
    try compile(hasClasses: source.hasClasses ?? true)
    // More ranks than leaves is an error before the data are read.
    _ = try Shard(
      of: ReductionTree(leafCount: options.leafCount), rank: group.rank,
      worldSize: group.worldSize)
  }

  /// Compiles the model for data with classes or without.
  private func compile(hasClasses: Bool) throws {
    try command.compileOptions.compile(choice, hasClasses: hasClasses)
  }

  func run() throws {
    try group.enter(
      "train",
      comparing: [
        ("programs", "\(VersionText.version) \(VersionText.commit)"),
        ("arithmetic", "numerics \(Numerics.version) on \(InstructionSet.architecture)"),
        ("floating-point mode", FloatingPointMode.description),
        ("options", ProcessInfo.processInfo.arguments.dropFirst().joined(separator: " ")),
        // A file of settings may be another on each host.
        ("settings", command.config == nil ? "" : command.settings.serialized()),
        ("model", try model.isBuilt ? model.configuration().serialized() : command.model),
      ])
    if group.isFirst {
      choice.warnings(batchSize: settings.batchSize).forEach(Warnings.write)
    }
    let loaded = try command.dataOptions.load(
      source, columns: choice.form?.columns, images: choice.form?.images, on: group)
    if group.isFirst, verbosity != .silent {
      if let columns = loaded.train.labels.columns {
        print(try columns.summary(of: source.name, loaded.train.labels))
      } else if let images = loaded.train.labels.images {
        print("\(source.name.onOneLine()): images of \(images)")
      }
    }
    if source.hasClasses == nil, !loaded.train.labels.areClasses { try compile(hasClasses: false) }
    let data = try choice.naming(unless: command.compileOptions.isCause) {
      try ModelData(
        loaded, from: source, for: model, choice.form, trainCount: command.trainSamples)
    }
    if command.validatesOnTestSet, data.test.count == 0 {
      throw TrainingError.invalidValue(
        of: "--validate",
        expected: "a test set (x_test and y_test) in \(source.name.onOneLine()), or "
          + "--train-fraction beside it, or --validation-split instead",
        found: "given without one")
    }
    let parts = try TrainingParts(
      data.train, validation: command.validatesOnTestSet ? data.test : nil,
      split: command.validationSplit)
    if let path = command.initialWeights ?? choice.weights {
      try model.loadWeights(from: path, on: group) { try check($0, of: path) }
    }
    let start = try choice.continueOptimizer(
      command.compileOptions, initialWeights: command.initialWeights, on: group)
    if group.isFirst, case .anew(let line) = start { Warnings.write(line) }
    let trained =
      command.standardize
      ? try standardizing.model(fitting: parts.train, loaded.train.samples.shape) : model
    var options = options
    options.modelIsNew = model.iterations == 0
    options.checkpoints?.directory = try directory()
    options.checkpoints?.isNew = command.checkpointDir == nil
    options.reproduction = reproduction
    options.reportsLater = data.test.count > 0
    options.logSettings = [
      "model": .string(command.model), "data": .string(source.name),
      "testSamples": .integer(data.test.count), "version": .string(VersionText.version),
      "commit": .string(VersionText.commit),
      "kernels": .string(InstructionSet.chosen.rawValue),
    ]
    let run = try choice.naming(unless: command.compileOptions.isCause) {
      try TrainingRun(
        trained, parts, settings.counted(from: model.iterations), verbose: verbosity,
        callbacks: callbacks, options: options, in: group)
    }
    if group.isFirst, verbosity != .silent, run.resumedFrom == nil,
      case .continued(let line) = start
    {
      print(line)
    }
    if group.isFirst, run.resumedFrom == nil, !command.standardize {
      try standardizing.warnOfUnadapted()
    }
    do {
      try run.start()
    } catch let error as TrainingError {
      guard run.newestCheckpoint != nil, let folder = run.directory?.path,
        let step = StepError(
          error, folder: folder,
          data: (command.data.map { ["--data", $0] } ?? []) + command.dataOptions.words,
          policy: command.onNan, worldSize: group.worldSize)
      else { throw error }
      throw step
    }

    StopSignals.end(
      with: ExitCode.unfinished,
      saying: "asked to end during the last evaluation; the training is done and saved: "
        + "lockstep evaluate \(run.newestCheckpoint ?? "CHECKPOINT")",
      alone: group.worldSize == 1)
    let result =
      data.test.count > 0
      ? try trained.means(
        data.test, batchSize: 32, verbosity, ranks: command.evaluationOption.ranks, on: group) : []
    let computed = try group.gather(run.trainer.computedSampleCount)
    if group.isFirst { report(result, run) }
    try run.completeReport(
      on: data.test, pictures: loaded.test.samples, called: "the test set", result)
    guard group.isFirst else { return }
    run.log?.write(lastLine(result, run.newestCheckpoint, computed, run.trainer.lastTimes))
  }

  /// The command of this run, quoted for a shell, with the variable that says where data are.
  private var reproduction: String {
    let folder = ProcessInfo.processInfo.environment["MNIST_DIR"]
    let isVariableRead = source == .mnist(directory: nil)
    let variable = (isVariableRead ? folder : nil).map { ShellText.line(["MNIST_DIR=\($0)"]) + " " }
    let ranks = group.worldSize > 1 ? ["mpirun", "-np", "\(group.worldSize)"] : []
    return (variable ?? "")
      + ShellText.line(ranks + ["lockstep"] + ProcessInfo.processInfo.arguments.dropFirst())
  }

  /// What `--standardize` does to the model.
  private var standardizing: InputStandardizing {
    InputStandardizing(
      model: model, name: choice.name, data: source.name, isSilent: verbosity == .silent,
      group: group)
  }

  /// Checks that a file's weights which the model lacks do not belong to the others.
  ///
  /// - Throws: `DataFileError` for the statistics of inputs, unless those of the data take their
  ///   place.
  private func check(_ unused: UnusedWeights, of path: String) throws {
    let statistics = unused.statistics
    guard statistics.isEmpty || command.standardize else {
      throw DataFileError(
        path: path,
        found:
          "\(UnusedWeights.list(statistics)), by which the inputs of its model are standardized",
        expected:
          "a model with that Normalization, such as what lockstep export writes as JSON; or "
          + "--standardize, by the training samples")
    }
    Warnings.write("\(path): not used, as \(choice.name) has no such weights: \(unused.list)")
  }

  /// The checkpoint folder, the same on every rank: the one that was asked for, else a new one.
  private func directory() throws -> String {
    if let path = command.checkpointDir { return path }
    return String(decoding: try group.fromFirst { Array(newRunPath().utf8) }, as: UTF8.self)
  }

  /// The folder of runs whose folder is not named.
  static let runsFolder = "runs"

  /// The path of a new run's folder: `runs/` and the time.
  private func newRunPath() -> String { Self.runsFolder + "/" + Timestamp.fileName }
}

// MARK: - Reports

extension TrainingJob {
  private func report(_ result: Scores.Means, _ run: TrainingRun) {
    let label = source.label.map { " (\($0))" } ?? ""
    for (name, value) in result.count > 1 ? result[1...] : result[...] {
      print("Test \(name.onOneLine())\(label): \(value)")
    }
    if let checkpoint = run.newestCheckpoint {
      print("Checkpoint: \(checkpoint.onOneLine(limit: .max))")
    }
    guard let best = run.trainer.best, let record = best.record, let directory = run.directory
    else {
      return
    }
    print(
      "Best checkpoint: \(directory.bestPath.onOneLine(limit: .max)) (\(best.monitor) "
        + "\(record.value) after step \(record.iterations))")
  }

  private func lastLine(
    _ result: Scores.Means, _ checkpoint: String?, _ computed: [Int], _ times: EpochTimes?
  ) -> JSON {
    var entries: [String: JSON] = [
      "data": .string(source.name), "checkpoint": checkpoint.map(JSON.string) ?? .null,
      "samplesComputed": .array(computed.map(JSON.integer)),
    ]
    // Of what came after the last epoch's line.
    if let times { entries["ranks"] = .array(times.ranks.map(\.json)) }
    for (name, value) in result { entries[RunLog.key("test_" + name)] = .number(value) }
    return .object(entries)
  }
}
