import Engine
import FileFormats
import KerasFormat
import Kernels
import Layers

/// The content of a model file: layers, settings of `compile`, weights and slots.
///
/// The file is a checkpoint without the state of a run: it lacks the data's fingerprint, the batch
/// size and the sums of epochs, so no run can resume from it.
struct ModelContent {
  private let metadata: [CheckpointKey: JSON]
  private let tensors: [LentTensor]

  /// - Parameters:
  ///   - model: The model.
  ///   - tensors: Its variables and, unless `weightsOnly`, the slots of its optimizer.
  ///   - weightsOnly: Whether layers, settings and slots are omitted.
  /// - Throws: `ModelError` for a custom layer, which a file cannot describe.
  init(of model: Model, tensors: [LentTensor], weightsOnly: Bool = false) throws {
    guard !weightsOnly else {
      metadata = [.format: .integer(Checkpoint.format)]
      self.tensors = tensors.filter {
        !$0.name.hasPrefix("optimizer/") && !$0.name.hasPrefix("callbacks/")
      }
      return
    }
    var metadata: [CheckpointKey: JSON] = [
      .format: .integer(Checkpoint.format), .numerics: .integer(Numerics.version),
      .model: try model.configuration(), .seed: .string(String(model.seed)),
      .position: [
        "epoch": .integer(model.epochs), "stepInEpoch": 0,
        "iterations": .integer(model.iterations), "earlierEpochs": 0,
      ],
    ]
    metadata[.compile] = model.compilation?.configuration()
    self.metadata = metadata
    self.tensors = tensors.filter { !$0.name.hasPrefix("callbacks/") }
  }

  /// Writes the file: beside its path, synced, renamed.
  ///
  /// - Throws: `FileError`, or `TrainingError.notFinite` for a tensor that is not finite.
  func write(to path: String) throws {
    try tensors.checkFinite()
    var pairs: [String: String] = [:]
    for (key, value) in metadata { pairs[key.rawValue] = value.serialized() }
    var writer = SafetensorsWriter(metadata: pairs, checksums: true)
    for tensor in tensors { tensor.add(to: &writer) }
    try writer.write(to: path)
  }
}

extension [LentTensor] {
  /// - Throws: `TrainingError.invalidValue` naming the first tensor that is not finite.
  func checkFinite() throws {
    guard let tensor = first(where: { !$0.isFinite }) else { return }
    throw TrainingError.invalidValue(
      of: tensor.name, expected: "finite numbers, which alone are saved",
      found: "infinite or NaN")
  }
}
