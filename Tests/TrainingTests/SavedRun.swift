import FileFormats
import Foundation
import Lockstep
import TestSupport
import Testing

/// A small run with checkpoints in a folder of its own.
struct SavedRun {
  let model: Sequential
  let trainer: Trainer
  let history: History
  /// The folder, locked.
  let folder: CheckpointDirectory
  /// The newest checkpoint's path.
  let path: String

  /// Trains with checkpoints: five steps an epoch, the last of two samples; with a number to
  /// monitor it evaluates five samples after each.
  static func with<Result>(
    _ model: Sequential? = nil, epochs: Int = 2, maximumIterations: Int? = nil,
    monitor: String? = nil, _ body: (SavedRun) throws -> Result
  ) throws -> Result {
    let model = try model ?? SmallProblem.model()
    return try withTemporaryDirectory { folder in
      let directory = try CheckpointDirectory(folder.appending(path: "run").path)
      let writer = CheckpointWriter(directory)
      let trainer = try Trainer(
        model, on: SmallProblem.data(34),
        options: TrainingOptions(
          epochs: epochs, batchSize: 8, maximumIterations: maximumIterations),
        progress: TrainingProgress(),
        validation: monitor == nil ? nil : SmallProblem.data(5), checkpoints: writer,
        best: monitor.map { BestCheckpoint(monitor: $0) }, in: .solo)
      let history = try trainer.train()
      return try body(
        SavedRun(
          model: model, trainer: trainer, history: history, folder: directory,
          path: #require(writer.newest)))
    }
  }

  /// The folder's path.
  var directory: String { folder.path }

  /// The checkpoint.
  func checkpoint() throws -> Checkpoint { try Checkpoint(readingFrom: path) }

  /// Writes the checkpoint again, whole, with other metadata or tensors.
  func rewrite(
    _ change: (_ metadata: inout [String: String], _ tensors: inout [NamedTensor]) -> Void
  ) throws {
    let file = try SafetensorsFile(path)
    var metadata = file.metadata
    metadata["checksums"] = nil
    metadata["headerChecksum"] = nil
    var tensors = try file.tensors.map {
      NamedTensor(name: $0.name, shape: $0.shape, values: try file.floats($0.name))
    }
    change(&metadata, &tensors)
    var writer = SafetensorsWriter(metadata: metadata, checksums: true)
    for tensor in tensors { writer.add(tensor.name, shape: tensor.shape, tensor.values) }
    try writer.write(to: path)
  }
}
