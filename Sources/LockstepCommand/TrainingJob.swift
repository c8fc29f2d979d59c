import Datasets
import Engine
import FileFormats
import Foundation
import KerasFormat
import Kernels
import Layers
import Parallel
import Training

/// What `lockstep train` does: data, model, checkpoint folder, training, evaluation, reports.
struct TrainingJob {
  private let command: TrainCommand
  private let group: ProcessGroup
  private let options: TrainingOptions
  private let verbosity: Verbosity
  private let saves: CheckpointSchedule
  private let source: DataSource
  private let model: Model
  private let faults: FaultPlan

  /// Checks the options; nothing is read or written yet.
  init(_ command: TrainCommand, in group: ProcessGroup) throws {
    self.command = command
    self.group = group
    let choice = try ModelChoice(command.model, seed: command.seed)
    options = try command.trainingOptions(choice)
    verbosity = try Verbosity(option: command.verbose)
    saves = try command.checkpointSchedule()
    if let limit = try command.standstillLimit() { group.timeout = limit }
    source = DataSource(command.data ?? choice.data)
    model = choice.model
    try model.compile(command.compileOptions.compilation(choice))
    faults = try FaultCatalog.plan(
      command.inject, environment: ProcessInfo.processInfo.environment, worldSize: group.worldSize)
    // More ranks than leaves is an error before the data are read.
    _ = try Shard(
      of: ReductionTree(leafCount: options.leafCount), rank: group.rank,
      worldSize: group.worldSize)
  }

  func run() throws {
    try group.agree(on: [
      ("programs", "\(VersionText.version) \(VersionText.commit)"),
      ("arithmetic", "numerics \(Numerics.version) on \(VersionText.architecture)"),
      ("floating-point mode", FloatingPointMode.description),
      ("options", ProcessInfo.processInfo.arguments.dropFirst().joined(separator: " ")),
      ("model", try model.configuration().serialized()),
    ])
    let data = try ModelData(
      source.load(on: group), from: source, for: model, trainCount: command.trainSamples)
    let parts = try TrainingParts(
      data.train, validation: command.validatesOnTestSet ? data.test : nil,
      split: command.validationSplit)
    let identity = runIdentity(fingerprint: try group.agreedFingerprint(parts.train))
    let directory = try group.isFirst ? openDirectory() : nil
    if let path = command.initialWeights { try model.loadWeights(from: path, in: group) }
    let resumed = try resume(from: directory, identity)
    let log = try group.isFirst ? command.log.map { try openLog($0, parts, data, resumed) } : nil
    let writer = CheckpointWriter(
      directory, keeping: command.keep, observers: checkpointObservers())

    let trainer = try Trainer(
      model, on: parts.train, options: options,
      progress: resumed?.progress ?? TrainingProgress(), validation: parts.validation,
      callbacks: verbosity.callbacks + callbacks(log), checkpoints: writer,
      saves: saves,
      best: resumed?.best ?? command.monitor.map { BestCheckpoint(monitor: $0) },
      fingerprint: identity.data, in: group)
    trainer.injector = FaultInjector(faults, rank: group.rank, report: standardError)
    StopSignals.note()
    _ = try trainer.train()
    StopSignals.forget()

    let result = try model.means(data.test, batchSize: 32, verbosity, on: group)
    let computed = try group.gather(trainer.computedSampleCount)
    guard group.isFirst else { return }
    let checkpoint = writer.newest ?? resumed?.path
    report(result, checkpoint)
    if let best = trainer.best, let record = best.record, let directory {
      print(
        "Best checkpoint: \(directory.bestPath) (\(best.monitor) \(record.value) after step "
          + "\(record.iterations))")
    }
    try log?.write(lastLine(result, checkpoint, computed))
  }
}

// MARK: - Parts of a run

extension TrainingJob {
  /// The checkpoint folder, on rank 0: the one that was asked for, else a new one.
  private func openDirectory() throws -> CheckpointDirectory {
    guard let path = command.checkpointDir else { return try CheckpointDirectory(newRunPath()) }
    let directory = try CheckpointDirectory(path)
    if !command.resume, let newest = try directory.resumable().first {
      throw CheckpointError.occupied(
        directory: path, newest: (newest as NSString).lastPathComponent)
    }
    return directory
  }

  /// A folder's path that does not exist yet: `runs/` and the time.
  private func newRunPath() -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.dateFormat = "yyyy-MM-dd-HHmmss"
    let stem = "runs/" + formatter.string(from: Date())
    var path = stem
    var number = 2
    while FileManager.default.fileExists(atPath: path) {
      path = "\(stem)-\(number)"
      number += 1
    }
    return path
  }

  /// Who hears of the stages of each checkpoint's write.
  private func checkpointObservers() -> [CheckpointObserver] {
    var observers: [CheckpointObserver] = []
    // First, for the trace must know of what a fault is about to end.
    if let path = ProcessInfo.processInfo.environment[CheckpointTrace.variable], !path.isEmpty {
      let trace = CheckpointTrace(path)
      observers.append { try trace($0, $1, $2) }
    }
    if let faults = CheckpointFaults(faults, report: standardError) {
      observers.append { try faults($0, $1, $2) }
    }
    return observers
  }

  private func runIdentity(fingerprint: String) -> RunIdentity {
    RunIdentity(
      seed: command.seed, batchSize: options.batchSize, leafCount: options.leafCount,
      shuffle: options.shuffle, data: fingerprint)
  }

  private func resume(
    from directory: CheckpointDirectory?, _ identity: RunIdentity
  ) throws -> ResumedRun? {
    guard command.resume else { return nil }
    let resumed = try ResumedRun(
      from: directory, into: model, run: identity, monitor: command.monitor, in: group
    ) { path, error in
      standardError("lockstep: warning: set aside a damaged checkpoint: \(error)")
    }
    guard group.isFirst, verbosity != .silent else { return resumed }
    if let path = resumed?.path {
      print("Resuming from \(path)")
    } else {
      print("\(command.checkpointDir ?? "") holds no checkpoint; starting afresh")
    }
    return resumed
  }

  private func openLog(
    _ path: String, _ parts: TrainingParts, _ data: ModelData, _ resumed: ResumedRun?
  ) throws -> RunLog {
    try RunLog(
      path,
      settings: [
        "model": .string(command.model), "data": .string(source.name),
        "trainSamples": .integer(parts.train.count),
        "testSamples": .integer(data.test.count), "epochs": .integer(options.epochs),
        "batchSize": .integer(options.batchSize), "optimizer": .string(model.optimizerName),
        "learningRate": .number(Double(model.learningRate)),
        "seed": .string(String(command.seed)), "leaves": .integer(options.leafCount),
        "exchange": .string(
          group.worldSize == 1 ? "solo" : options.exchange.resolved(for: group).rawValue),
        "worldSize": .integer(group.worldSize), "hosts": .integer(group.hostCount),
        "host": .string(group.hostName), "version": .string(VersionText.version),
        "commit": .string(VersionText.commit), "numerics": .integer(Numerics.version),
        "resumedFrom": resumed?.path.map(JSON.string) ?? .null,
        "started": .string(ISO8601DateFormatter().string(from: Date())),
      ])
  }

  /// Who is told about the run beside the terminal.
  private func callbacks(_ log: RunLog?) -> [any Callback] {
    // Verbosity's callbacks have them, where it has any.
    var callbacks: [any Callback] = verbosity == .silent ? [Warnings()] : []
    if let interval = command.logEvery {
      callbacks.append(
        StepLog(every: interval) { line in
          // A full disk must not end the training; the last line will say so.
          if let log { try? log.write(line) } else { print(line.serialized()) }
        })
    }
    if let log { callbacks.append(log) }
    return callbacks
  }

  private func report(_ result: Scores.Means, _ checkpoint: String?) {
    let label = source.label.map { " (\($0))" } ?? ""
    for (name, value) in result.count > 1 ? result[1...] : result[...] {
      print("Test \(name)\(label): \(value)")
    }
    if let checkpoint { print("Checkpoint: \(checkpoint)") }
  }

  private func lastLine(
    _ result: Scores.Means, _ checkpoint: String?, _ computed: [Int]
  ) -> JSON {
    var entries: [String: JSON] = [
      "data": .string(source.name), "checkpoint": checkpoint.map(JSON.string) ?? .null,
      "samplesComputed": .array(computed.map(JSON.integer)),
    ]
    for (name, value) in result { entries[RunLog.key("test_" + name)] = .number(value) }
    return .object(entries)
  }
}

/// Writes a line on standard error.
func standardError(_ line: String) {
  FileHandle.standardError.write(Data((line + "\n").utf8))
}
