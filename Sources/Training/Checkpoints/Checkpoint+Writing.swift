import Engine
package import FileFormats
import Kernels
import Layers

/// The keys of a checkpoint's metadata.
///
/// A test lists them, so that a new key is deliberate.
enum CheckpointKey: String, CaseIterable {
  case format, numerics, position, sums, history, model, compile, learningRate
  case seed, batchSize, leafCount, shuffle, data
  /// Only in runs that monitor a number.
  case best
  /// Only in runs with callbacks that have a state, or have made a decision.
  case callbacks
  /// Only in runs on a table.
  case columns
  /// Only in runs on images in files.
  case images
  /// Only in runs on samples that are neither bytes, divided by 255, nor those of a table.
  case samples
  /// Only in runs that began with the weights of a file.
  case initialWeights
  /// Only in runs in which a callback has put back weights that it had kept.
  case restorations
}

extension Checkpoint {
  /// Writes the checkpoint atomically as a safetensors file.
  ///
  /// - Parameters:
  ///   - path: The file to create or replace.
  ///   - reached: Called after each stage; see `AtomicFile`.
  /// - Throws: `FileError`, or what `reached` throws; unless the file is already renamed, the path
  ///   is then unchanged.
  package func write(
    to path: String, reached: (AtomicFile.Stage) throws -> Void = { _ in }
  ) throws {
    try content.write(to: path, reached: reached)
  }

  /// The content for a writer.
  package var content: CheckpointContent {
    let kept = kept.flatMap { $0.weights + $0.variables + $0.slots }
    return CheckpointContent(
      header: header, tensors: (weights + variables + slots + kept).map(LentTensor.init))
  }
}

/// The content of a checkpoint, with borrowed tensors.
package struct CheckpointContent: Sendable {
  let header: CheckpointHeader
  let tensors: [LentTensor]

  /// Writes the checkpoint; see `Checkpoint.write(to:reached:)`.
  ///
  /// - Throws: `TrainingError.notFinite` for a tensor that is not finite, and nothing is written.
  func write(to path: String, reached: (AtomicFile.Stage) throws -> Void = { _ in }) throws {
    if let tensor = tensors.first(where: { !$0.isFinite }) {
      throw TrainingError.notFinite(
        what: tensor.name, epoch: header.progress.epoch, iteration: header.progress.iterations)
    }
    var writer = SafetensorsWriter(metadata: header.pairs, checksums: true)
    for tensor in tensors { tensor.add(to: &writer) }
    try writer.write(to: path, reached: reached)
  }
}

extension CheckpointContent {
  /// Reads a file back as resuming does: every byte, the metadata with the same limits, and each
  /// tensor's name and shape.
  ///
  /// That these are the tensors which a run needs was found before the first step; see
  /// `CheckpointHeader.check(_:for:in:)`.
  ///
  /// - Throws: what reading the checkpoint throws.
  func verify(_ path: String) throws {
    let file = try SafetensorsFile(verifying: path)
    let metadata = CheckpointMetadata(file)
    try metadata.checkVersions()
    _ = try metadata.header()
    for tensor in tensors { try file.check(tensor.name, shape: tensor.shape) }
  }
}

extension CheckpointHeader {
  /// The metadata of the file.
  fileprivate var pairs: [String: String] {
    var pairs: [String: String] = [:]
    for key in CheckpointKey.allCases { pairs[key.rawValue] = metadata(key)?.serialized() }
    return pairs
  }

  /// Checks that a run of a model could go on from a file of such tensors, before anything is
  /// computed.
  ///
  /// - Throws: `CheckpointError.unreadable`.
  func check(
    _ tensors: [(name: String, shape: [Int])], for model: Model, in directory: String
  ) throws {
    let path = "\(directory)/step-00000000.safetensors"
    do {
      try SafetensorsWriter.check(tensors, metadata: pairs, path: path)
      let contents = try CheckpointContents(
        CheckpointMetadata(path: path, pairs: pairs), for: model)
      let shapes = Dictionary(tensors.map { ($0.name, $0.shape) }) { first, _ in first }
      for group in contents.groups(where: { shapes[$0] != nil }) {
        for parameter in group.space.parameters
        where shapes[group.prefix + parameter.name] != parameter.shape {
          throw ModelError.weights(
            parameter.name,
            expected: "a tensor \(group.prefix)\(parameter.name) of \(parameter.shape)",
            found: "none")
        }
      }
    } catch {
      throw CheckpointError.unreadable(reason: "\(error)")
    }
  }

  private func metadata(_ key: CheckpointKey) -> JSON? {
    switch key {
    case .format: .integer(Checkpoint.format)
    case .numerics: .integer(Numerics.version)
    case .position:
      position
    case .sums: .sums(progress.sums)
    case .history: .array(progress.history.map(JSON.sums))
    case .model: model
    case .compile: compilation
    case .learningRate:
      ["bits": .bits(learningRate.bitPattern), "value": .exact(learningRate)]
    case .seed: .string(String(run.seed))
    case .batchSize: .integer(run.batchSize)
    case .leafCount: .integer(run.leafCount)
    case .shuffle: .bool(run.shuffle)
    case .data: .string(run.data)
    case .best: best.map(JSON.best)
    case .callbacks: callbackEntry
    case .columns: columns.map(JSON.columns)
    case .images: images.map(JSON.images)
    case .samples: samples.map { .string($0.text) }
    case .initialWeights: initialWeights.map(JSON.string)
    case .restorations:
      restorations.isEmpty ? nil : .array(restorations.map(JSON.integer))
    }
  }
}

extension CheckpointHeader {
  private var position: JSON {
    var members: [String: JSON] = [
      "epoch": .integer(progress.epoch), "stepInEpoch": .integer(progress.stepInEpoch),
      "iterations": .integer(progress.iterations),
      "earlierEpochs": .integer(progress.earlierEpochs),
    ]
    if progress.skippedInRow > 0 { members["skippedInRow"] = .integer(progress.skippedInRow) }
    return .object(members)
  }

  /// The decisions and states of callbacks; nil if there are none.
  private var callbackEntry: JSON? {
    guard !callbacks.isEmpty || progress.learningRate != nil || progress.isStopped else {
      return nil
    }
    var members: [String: JSON] = [
      "stopped": .bool(progress.isStopped),
      "states": .array(
        callbacks.map { record in
          [
            "index": .integer(record.index), "class": .string(record.className),
            "state": .object(record.state.mapValues { .bits($0.bitPattern) }),
          ]
        }),
    ]
    members["learningRate"] = progress.learningRate.map {
      .bits($0.bitPattern)
    }
    if !rateSetters.isEmpty { members["rateSetters"] = .array(rateSetters.map(JSON.string)) }
    return .object(members)
  }
}

extension JSON {
  /// Returns a bit pattern in hexadecimal.
  fileprivate static func bits(_ pattern: some FixedWidthInteger & UnsignedInteger) -> JSON {
    .string(pattern.hexadecimal)
  }

  /// Returns the monitored number's name, and the best value as bits and, for readers, as a number.
  fileprivate static func best(_ best: BestCheckpoint) -> JSON {
    var members: [String: JSON] = ["monitor": .string(best.monitor)]
    if let record = best.record {
      members["bits"] = .bits(record.value.bitPattern)
      members["value"] = .readable(record.value)
      members["iterations"] = .integer(record.iterations)
    }
    return .object(members)
  }

  /// Returns sums as bits and, for readers, as numbers.
  fileprivate static func sums(_ sums: EpochSums) -> JSON {
    [
      "bits": .array(sums.sums.map { .bits($0.bitPattern) }),
      "values": .array(sums.sums.map(JSON.readable)), "samples": .integer(sums.sampleCount),
    ]
  }

  /// A number for people; JSON has none for NaN and infinity, which a metric of one's own may give.
  private static func readable(_ value: Double) -> JSON {
    value.isFinite ? .number(value) : .string("\(value)")
  }
}
