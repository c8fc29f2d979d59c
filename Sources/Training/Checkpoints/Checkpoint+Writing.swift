import Engine
package import FileFormats
import Kernels

/// The keys of a checkpoint's metadata.
///
/// A test lists them: a new key must be meant.
enum CheckpointKey: String, CaseIterable {
  case format, numerics, position, sums, history, model, compile, learningRate
  case seed, batchSize, leafCount, shuffle, data
  /// In runs alone that monitor a number.
  case best
}

extension Checkpoint {
  /// Writes the checkpoint as a safetensors file: beside its place, synced, renamed.
  ///
  /// - Parameters:
  ///   - path: The file to create or replace.
  ///   - reached: Hears of each stage; see `AtomicFile`.
  /// - Throws: `FileError`, or what `reached` throws; unless the file is renamed already, what stood
  ///   at the path is then untouched.
  package func write(
    to path: String, reached: (AtomicFile.Stage) throws -> Void = { _ in }
  ) throws {
    var pairs: [String: String] = [:]
    for key in CheckpointKey.allCases { pairs[key.rawValue] = metadata(key)?.serialized() }
    var writer = SafetensorsWriter(metadata: pairs, checksums: true)
    for tensor in weights + variables + slots {
      writer.add(tensor.name, shape: tensor.shape, tensor.values)
    }
    try writer.write(to: path, reached: reached)
  }

  private func metadata(_ key: CheckpointKey) -> JSON? {
    switch key {
    case .format: .integer(Self.format)
    case .numerics: .integer(Numerics.version)
    case .position:
      [
        "epoch": .integer(progress.epoch), "stepInEpoch": .integer(progress.stepInEpoch),
        "iterations": .integer(progress.iterations),
        "earlierEpochs": .integer(progress.earlierEpochs),
      ]
    case .sums: .sums(progress.sums)
    case .history: .array(progress.history.map(JSON.sums))
    case .model: model
    case .compile: compilation
    case .learningRate:
      ["bits": .bits(UInt64(learningRate.bitPattern), digits: 8), "value": .exact(learningRate)]
    case .seed: .string(String(run.seed))
    case .batchSize: .integer(run.batchSize)
    case .leafCount: .integer(run.leafCount)
    case .shuffle: .bool(run.shuffle)
    case .data: .string(run.data)
    case .best: best.map(JSON.best)
    }
  }
}

extension JSON {
  /// A bit pattern in hexadecimal.
  fileprivate static func bits(_ pattern: UInt64, digits: Int) -> JSON {
    let text = String(pattern, radix: 16)
    return .string(String(repeating: "0", count: digits - text.count) + text)
  }

  /// The monitored number's name, and the best so far as its bits, and for people as a number.
  fileprivate static func best(_ best: BestCheckpoint) -> JSON {
    var members: [String: JSON] = ["monitor": .string(best.monitor)]
    if let record = best.record {
      members["bits"] = .bits(record.value.bitPattern, digits: 16)
      members["value"] = .number(record.value)
      members["iterations"] = .integer(record.iterations)
    }
    return .object(members)
  }

  /// Sums as their bits, and for people as numbers.
  fileprivate static func sums(_ sums: EpochSums) -> JSON {
    [
      "bits": .array(sums.sums.map { .bits($0.bitPattern, digits: 16) }),
      "values": .array(sums.sums.map(JSON.number)), "samples": .integer(sums.sampleCount),
    ]
  }
}
