import FileFormats
import Kernels

/// Reads the metadata of a checkpoint, naming the file and key of what is wrong.
struct CheckpointMetadata {
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

  /// Whether the file has a key.
  func has(_ key: CheckpointKey) -> Bool { file.metadata[key.rawValue] != nil }

  /// How far the run had come, with the numbers of its epochs.
  func progress() throws -> TrainingProgress {
    try position(
      sums: try sums(try json(.sums), .sums),
      history: try array(.history).map { try sums($0, .history) })
  }

  /// How far the run, or the model in its life, had come.
  func position(
    sums: EpochSums = EpochSums(), history: [EpochSums] = []
  ) throws -> TrainingProgress {
    let position = try json(.position)
    let decided = try callbackEntry()
    return TrainingProgress(
      epoch: try count(position["epoch"], .position),
      stepInEpoch: try count(position["stepInEpoch"], .position),
      iterations: try count(position["iterations"], .position),
      earlierEpochs: try count(position["earlierEpochs"], .position),
      sums: sums, history: history,
      learningRate: try decided?["learningRate"].map { entry in
        guard let bits = entry.stringValue.flatMap({ UInt32($0, radix: 16) }) else {
          throw malformed(.callbacks, expected: "a rate's bits, eight hexadecimal digits")
        }
        return Float(bitPattern: bits)
      }, isStopped: decided?["stopped"]?.boolValue ?? false)
  }

  /// Nil where callbacks have neither states nor decided anything.
  private func callbackEntry() throws -> JSON? {
    // A literal nil would be JSON's null here.
    guard has(.callbacks) else { return Optional<JSON>.none }
    return try json(.callbacks)
  }

  func callbacks() throws -> [CallbackRecord] {
    guard let entry = try callbackEntry() else { return [] }
    func fail() -> CheckpointError {
      malformed(.callbacks, expected: "states with index, class, and bits by name")
    }
    guard let states = entry["states"]?.arrayValue else { throw fail() }
    return try states.map { entry in
      guard let className = entry["class"]?.stringValue, let state = entry["state"]?.objectValue
      else { throw fail() }
      return CallbackRecord(
        index: try count(entry["index"], .callbacks), className: className,
        state: try state.mapValues { value in
          guard let bits = value.stringValue.flatMap({ UInt64($0, radix: 16) }) else {
            throw fail()
          }
          return Double(bitPattern: bits)
        })
    }
  }

  func seed() throws -> UInt64 {
    guard let seed = UInt64(try string(.seed)) else {
      throw malformed(.seed, expected: "an unsigned 64-bit integer")
    }
    return seed
  }

  func identity() throws -> RunIdentity {
    RunIdentity(
      seed: try seed(), batchSize: try integer(.batchSize), leafCount: try integer(.leafCount),
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
    guard has(.best) else { return nil }
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
