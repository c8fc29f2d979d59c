import FileFormats
import Kernels
import Models

extension Checkpoint {
  /// Reads a checkpoint, and checks every byte of it.
  ///
  /// - Throws: `SafetensorsError` or `FileError` for the file, `CheckpointError` for what it says.
  package init(readingFrom path: String) throws {
    let file = try SafetensorsFile(verifying: path)
    let metadata = CheckpointMetadata(file: file)
    let format = try metadata.integer(.format)
    guard format == Self.format else {
      throw CheckpointError.otherFormat(path: path, found: format, known: Self.format)
    }
    let numerics = try metadata.integer(.numerics)
    guard numerics == Numerics.version else {
      throw CheckpointError.otherNumerics(
        path: path, found: numerics, expected: Numerics.version)
    }
    let position = try metadata.json(.position)
    progress = TrainingProgress(
      epoch: try metadata.count(position["epoch"], .position),
      stepInEpoch: try metadata.count(position["stepInEpoch"], .position),
      iterations: try metadata.count(position["iterations"], .position),
      earlierEpochs: try metadata.count(position["earlierEpochs"], .position),
      sums: try metadata.sums(try metadata.json(.sums), .sums),
      history: try metadata.array(.history).map { try metadata.sums($0, .history) })
    model = try metadata.json(.model)
    compilation = try metadata.json(.compile)
    learningRate = try metadata.float(.learningRate)
    guard let seed = UInt64(try metadata.string(.seed)) else {
      throw metadata.malformed(.seed, expected: "an unsigned 64-bit integer")
    }
    run = RunIdentity(
      seed: seed, batchSize: try metadata.integer(.batchSize),
      leafCount: try metadata.integer(.leafCount), shuffle: try metadata.boolean(.shuffle),
      data: try metadata.string(.data))
    best = try metadata.best()

    let model = try Model.make(configuration: model, seed: seed)
    let compilation = try Compilation(configuration: compilation)
    let plan = try model.variablePlan()
    let width = compilation.objective.sumCount
    for sums in [progress.sums] + progress.history
    where !sums.sums.isEmpty && sums.sums.count != width {
      throw metadata.malformed(.sums, expected: "\(width) sums, one for each loss and metric")
    }
    func tensors(_ prefix: String, _ space: ParameterSpace) throws -> [NamedTensor] {
      try space.parameters.map { parameter in
        let name = prefix + parameter.name
        let entry = try file.tensor(name)
        guard entry.shape == parameter.shape else {
          throw SafetensorsError(
            .shape, path: path, part: name, found: "shape \(entry.shape)",
            expected: "\(parameter.shape), the model's")
        }
        return NamedTensor(name: name, shape: entry.shape, values: try file.floats(name))
      }
    }
    weights = try tensors("", plan.parameterSpace)
    variables = try tensors("", plan.variableSpace)
    slots = try compilation.optimizer.slotNames.flatMap {
      try tensors("optimizer/\($0)/", plan.parameterSpace)
    }
  }
}

/// Reads the metadata of a checkpoint, naming the file and key of what is wrong.
private struct CheckpointMetadata {
  let file: SafetensorsFile

  func malformed(_ key: CheckpointKey, expected: String) -> CheckpointError {
    .malformed(path: file.path, what: "metadata \(key.rawValue)", expected: expected)
  }

  func json(_ key: CheckpointKey) throws -> JSON {
    guard let text = file.metadata[key.rawValue] else {
      throw malformed(key, expected: "a value")
    }
    do {
      return try JSON(parsing: Array(text.utf8))
    } catch {
      throw malformed(key, expected: "JSON (\(error))")
    }
  }

  func integer(_ key: CheckpointKey) throws -> Int {
    guard let value = try json(key).integerValue, value >= 0 else {
      throw malformed(key, expected: "an integer from 0 up")
    }
    return value
  }

  func count(_ json: JSON?, _ key: CheckpointKey) throws -> Int {
    guard let value = json?.integerValue, value >= 0 else {
      throw malformed(key, expected: "integers from 0 up")
    }
    return value
  }

  func string(_ key: CheckpointKey) throws -> String {
    guard let value = try json(key).stringValue else {
      throw malformed(key, expected: "a string")
    }
    return value
  }

  func boolean(_ key: CheckpointKey) throws -> Bool {
    guard let value = try json(key).boolValue else {
      throw malformed(key, expected: "true or false")
    }
    return value
  }

  func array(_ key: CheckpointKey) throws -> [JSON] {
    guard let value = try json(key).arrayValue else {
      throw malformed(key, expected: "an array")
    }
    return value
  }

  func float(_ key: CheckpointKey) throws -> Float {
    guard let text = try json(key)["bits"]?.stringValue, let bits = UInt32(text, radix: 16) else {
      throw malformed(key, expected: "bits, eight hexadecimal digits")
    }
    return Float(bitPattern: bits)
  }

  /// Nil where the run monitors nothing.
  func best() throws -> BestCheckpoint? {
    guard file.metadata[CheckpointKey.best.rawValue] != nil else { return nil }
    let json = try json(.best)
    guard let monitor = json["monitor"]?.stringValue else {
      throw malformed(.best, expected: "the name of the number that is monitored")
    }
    guard let text = json["bits"] else { return BestCheckpoint(monitor: monitor) }
    guard let bits = text.stringValue.flatMap({ UInt64($0, radix: 16) }) else {
      throw malformed(.best, expected: "bits of sixteen hexadecimal digits")
    }
    return BestCheckpoint(
      monitor: monitor,
      record: BestCheckpoint.Record(
        value: Double(bitPattern: bits), iterations: try count(json["iterations"], .best)))
  }

  func sums(_ json: JSON, _ key: CheckpointKey) throws -> EpochSums {
    guard let texts = json["bits"]?.arrayValue else {
      throw malformed(key, expected: "bits, an array of sixteen hexadecimal digits each")
    }
    let sums = try texts.map { text in
      guard let text = text.stringValue, let bits = UInt64(text, radix: 16) else {
        throw malformed(key, expected: "bits of sixteen hexadecimal digits")
      }
      return Double(bitPattern: bits)
    }
    return EpochSums(sums: sums, sampleCount: try count(json["samples"], key))
  }
}
