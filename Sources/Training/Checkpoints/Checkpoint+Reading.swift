import Engine
import FileFormats
import KerasFormat
import Kernels
import Layers

extension Checkpoint {
  /// Reads a checkpoint, and checks every byte of it.
  ///
  /// - Throws: `SafetensorsError` or `FileError` for the file, `CheckpointError` for what it says.
  package init(readingFrom path: String) throws {
    let file = try SafetensorsFile(verifying: path)
    let metadata = CheckpointMetadata(file: file)
    try metadata.checkVersions()
    progress = try metadata.progress()
    model = try metadata.json(.model)
    compilation = try metadata.json(.compile)
    learningRate = try metadata.float(.learningRate)
    run = try metadata.identity()
    best = try metadata.best()

    let model = try Model.make(configuration: model, seed: run.seed)
    let compilation = try Compilation(configuration: compilation)
    let plan = try model.variablePlan()
    let width = compilation.objective.sumCount
    for sums in [progress.sums] + progress.history
    where !sums.sums.isEmpty && sums.sums.count != width {
      throw metadata.malformed(.sums, expected: "\(width) sums, one for each loss and metric")
    }
    weights = try file.tensors(of: plan.parameterSpace)
    variables = try file.tensors(of: plan.variableSpace)
    slots = try compilation.optimizer.slotNames.flatMap {
      try file.tensors(of: plan.parameterSpace, prefix: "optimizer/\($0)/")
    }
  }
}

extension SafetensorsFile {
  /// The tensors of a space, each under its name behind a prefix.
  fileprivate func tensors(
    of space: ParameterSpace, prefix: String = ""
  ) throws -> [NamedTensor] {
    try space.parameters.map { parameter in
      let name = prefix + parameter.name
      let entry = try tensor(name)
      guard entry.shape == parameter.shape else {
        throw SafetensorsError(
          .shape, path: path, part: name, found: "shape \(entry.shape)",
          expected: "\(parameter.shape), the model's")
      }
      return NamedTensor(name: name, shape: entry.shape, values: try floats(name))
    }
  }
}

/// Reads the metadata of a checkpoint, naming the file and key of what is wrong.
private struct CheckpointMetadata {
  let file: SafetensorsFile

  func malformed(_ key: CheckpointKey, expected: String) -> CheckpointError {
    .malformed(path: file.path, what: "metadata \(key.rawValue)", expected: expected)
  }

  /// - Throws: `CheckpointError` for a file of another form, or of other arithmetic.
  func checkVersions() throws {
    let format = try integer(.format)
    guard format == Checkpoint.format else {
      throw CheckpointError.otherFormat(path: file.path, found: format, known: Checkpoint.format)
    }
    let numerics = try integer(.numerics)
    guard numerics == Numerics.version else {
      throw CheckpointError.otherNumerics(
        path: file.path, found: numerics, expected: Numerics.version)
    }
  }

  func progress() throws -> TrainingProgress {
    let position = try json(.position)
    return TrainingProgress(
      epoch: try count(position["epoch"], .position),
      stepInEpoch: try count(position["stepInEpoch"], .position),
      iterations: try count(position["iterations"], .position),
      earlierEpochs: try count(position["earlierEpochs"], .position),
      sums: try sums(try json(.sums), .sums),
      history: try array(.history).map { try sums($0, .history) })
  }

  func identity() throws -> RunIdentity {
    guard let seed = UInt64(try string(.seed)) else {
      throw malformed(.seed, expected: "an unsigned 64-bit integer")
    }
    return RunIdentity(
      seed: seed, batchSize: try integer(.batchSize), leafCount: try integer(.leafCount),
      shuffle: try boolean(.shuffle), data: try string(.data))
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
