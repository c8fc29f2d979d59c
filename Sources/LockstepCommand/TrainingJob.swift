import Datasets
import FileFormats
import Foundation
import Kernels
import Models
import Parallel
import Training

/// What `lockstep train` does: data, model, checkpoint folder, training, evaluation, reports.
struct TrainingJob {
  private let command: TrainCommand
  private let group: ProcessGroup
  private let options: TrainingOptions
  private let verbosity: Verbosity
  private let source: DataSource
  private let model: Sequential

  /// Checks the options; nothing is read or written yet.
  init(_ command: TrainCommand, in group: ProcessGroup) throws {
    self.command = command
    self.group = group
    let entry = try ModelCatalog.entry(command.model)
    options = try command.trainingOptions(entry)
    verbosity = try command.verbosity()
    source = DataSource(command.data)
    model = entry.model(command.seed)
    try model.compile(
      optimizer: command.makeOptimizer(entry), loss: entry.loss(), metrics: [.accuracy])
    // More ranks than leaves is an error before the data are read.
    _ = try Shard(
      of: ReductionTree(leafCount: options.leafCount), rank: group.rank,
      worldSize: group.worldSize)
  }

  func run() throws {
    try group.agree(on: [
      ("programs", "\(VersionText.version) \(VersionText.commit)"),
      ("arithmetic", "numerics \(Numerics.version) on \(VersionText.architecture)"),
      ("options", ProcessInfo.processInfo.arguments.dropFirst().joined(separator: " ")),
    ])
    let data = try ModelData(source.load(on: group), for: model, trainCount: command.trainSamples)
    let identity = runIdentity(
      fingerprint: try group.agreedFingerprint(data.train))
    let directory = try group.isFirst ? openDirectory() : nil
    let resumed = try resume(from: directory, identity)
    let log = try group.isFirst ? command.log.map { try openLog($0, data, resumed) } : nil
    let writer = CheckpointWriter(directory)

    let trainer = try Trainer(
      model, on: data.train, options: options,
      progress: resumed?.progress ?? TrainingProgress(),
      validation: command.validate ? data.test : nil,
      callbacks: verbosity.callbacks + (log.map { [$0] } ?? []), checkpoints: writer,
      fingerprint: identity.data, in: group)
    _ = try trainer.train()

    let result = try model.means(data.test, batchSize: 32, verbosity, on: group)
    let computed = try group.gather(trainer.computedSampleCount)
    guard group.isFirst else { return }
    let checkpoint = writer.newest ?? resumed?.path
    report(result, checkpoint)
    try log?.write(lastLine(result, checkpoint, computed))
  }
}

// MARK: - Parts of a run

extension TrainingJob {
  /// The checkpoint folder, on rank 0: the one that was asked for, else a new one.
  private func openDirectory() throws -> CheckpointDirectory {
    guard let path = command.checkpointDir else { return try CheckpointDirectory(newRunPath()) }
    let directory = try CheckpointDirectory(path)
    if !command.resume, let newest = try directory.checkpoints().first {
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
      from: directory, into: model, run: identity, in: group
    ) { path, error in
      standardError("lockstep: warning: passed over a damaged checkpoint: \(error)")
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
    _ path: String, _ data: ModelData, _ resumed: ResumedRun?
  ) throws -> RunLog {
    try RunLog(
      path,
      settings: [
        "model": .string(command.model), "data": .string(source.name),
        "trainSamples": .integer(data.train.count),
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

  private func report(_ result: Scores.Means, _ checkpoint: String?) {
    let label = source.label.map { " (\($0))" } ?? ""
    print("Test \(result[1].name)\(label): \(result[1].value)")
    if let checkpoint { print("Checkpoint: \(checkpoint)") }
  }

  private func lastLine(
    _ result: Scores.Means, _ checkpoint: String?, _ computed: [Int]
  ) -> JSON {
    [
      "data": .string(source.name), "testAccuracy": .number(result[1].value),
      "testLoss": .number(result[0].value), "checkpoint": checkpoint.map(JSON.string) ?? .null,
      "samplesComputed": .array(computed.map(JSON.integer)),
    ]
  }
}

/// Writes a line on standard error.
func standardError(_ line: String) {
  FileHandle.standardError.write(Data((line + "\n").utf8))
}
