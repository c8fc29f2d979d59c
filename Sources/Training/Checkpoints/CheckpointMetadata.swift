import Engine
import FileFormats
import KerasFormat
import Kernels
import Layers
import Parallel

/// A reader of the metadata of a checkpoint, with errors that name the file and key.
struct CheckpointMetadata {
  let path: String
  let pairs: [String: String]

  /// The metadata of a file, or of one that is yet to be written.
  init(path: String, pairs: [String: String]) {
    self.path = path
    self.pairs = pairs
  }

  /// The metadata of a file.
  init(_ file: SafetensorsFile) { self.init(path: file.path, pairs: file.metadata) }

  /// An error of a key's value; what was found is the value unless a part of it is given.
  func malformed(
    _ key: CheckpointKey, expected: String, found: String? = nil
  ) -> CheckpointError {
    .malformed(
      path: path, what: "metadata \(key.rawValue)", expected: expected,
      found: found ?? pairs[key.rawValue] ?? "none")
  }

  /// - Throws: `CheckpointError` for another format version, other numerics, or a key that this
  ///   version does not know: it would be lost, whatever it says.
  func checkVersions() throws {
    let format = try integer(.format)
    guard format == Checkpoint.format else {
      throw CheckpointError.otherFormat(path: path, found: format, known: Checkpoint.format)
    }
    let numerics = try integer(.numerics)
    guard numerics == Numerics.version else {
      throw CheckpointError.otherNumerics(
        path: path, found: numerics, expected: Numerics.version)
    }
    try checkKeys()
  }

  /// - Throws: `CheckpointError.malformed` for a key that this version does not know.
  func checkKeys() throws(CheckpointError) {
    let known = CheckpointKey.allCases.map(\.rawValue) + SafetensorsFile.checksumKeys
    if let other = pairs.keys.sorted().first(where: { !known.contains($0) }) {
      throw CheckpointError.malformed(
        path: path, what: "metadata",
        expected: "only keys that this version knows", found: other.onOneLine(limit: 60))
    }
  }

  /// All that the metadata say of a run.
  ///
  /// - Throws: `CheckpointError.malformed` for what is missing or cannot all be true.
  func header() throws -> CheckpointHeader {
    let header = CheckpointHeader(
      progress: try progress(), model: try json(.model), compilation: try json(.compile),
      learningRate: try learningRate(), run: try identity(), best: try best(),
      callbacks: try callbacks(), columns: try columns(), images: try images(),
      samples: try samples(),
      initialWeights: has(.initialWeights) ? try string(.initialWeights) : nil,
      restorations: try restorations(), rateSetters: try rateSetters())
    guard header.best?.record.map({ $0.iterations <= header.progress.iterations }) ?? true else {
      throw malformed(.best, expected: "no more iterations than the run has made")
    }
    guard header.restorations.last.map({ $0 <= header.progress.iterations }) ?? true else {
      throw malformed(.restorations, expected: "no more iterations than the run has made")
    }
    return header
  }

  private func restorations() throws -> [Int] {
    guard has(.restorations) else { return [] }
    let steps = try array(.restorations, maximumMemory: JSON.maximumMemory).map {
      try count($0, .restorations)
    }
    guard zip(steps, steps.dropFirst()).allSatisfy({ $0 < $1 }),
      1...CheckpointHeader.restorationLimit ~= steps.count
    else {
      throw malformed(
        .restorations,
        expected: "1 to \(CheckpointHeader.restorationLimit) iterations in their order, each once")
    }
    return steps
  }

  /// The model of a configuration.
  func model(_ json: JSON, seed: UInt64) throws -> Model {
    try agreeing(.model) { try Model.make(configuration: json, seed: seed) }
  }

  /// The settings of `compile` in a configuration.
  func compilation(_ json: JSON) throws -> Compilation {
    try agreeing(.compile) { try Compilation(configuration: json) }
  }

  /// What `body` makes of a key's value; its error is the file's.
  func agreeing<Value>(_ key: CheckpointKey, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as ModelError {
      throw CheckpointError.malformed(
        path: path, what: "metadata \(key.rawValue)",
        expected: "what this program can make (\(error))")
    }
  }

  /// Whether the file has a key.
  func has(_ key: CheckpointKey) -> Bool { pairs[key.rawValue] != nil }

  /// Returns the progress of the run, with the sums of its epochs.
  func progress() throws -> TrainingProgress {
    try position(
      sums: try sums(try json(.sums), .sums),
      history: try array(.history, maximumMemory: 4 * JSON.maximumMemory).map {
        try sums($0, .history)
      })
  }

  /// Returns the progress of the run, or of the model.
  func position(
    sums: EpochSums = EpochSums(), history: [EpochSums] = []
  ) throws -> TrainingProgress {
    let position = try object(
      .position, keys: "epoch", "stepInEpoch", "iterations", "earlierEpochs", "skippedInRow")
    func count(_ name: String, upTo limit: Int = .max) throws -> Int {
      let value = try self.count(position[name], .position)
      guard value <= limit else {
        throw malformed(.position, expected: "\(name) of at most \(limit)", found: "\(value)")
      }
      return value
    }
    let decided = try callbackEntry()
    let epoch = try count("epoch", upTo: TrainingProgress.epochLimit)
    let iterations = try count("iterations", upTo: TrainingProgress.iterationLimit)
    let stepInEpoch = try count("stepInEpoch", upTo: iterations)
    guard history.count <= epoch else {
      throw malformed(
        .history, expected: "no more epochs than \(epoch)", found: "\(history.count)")
    }
    return TrainingProgress(
      epoch: epoch, stepInEpoch: stepInEpoch, iterations: iterations,
      earlierEpochs: try count("earlierEpochs", upTo: TrainingProgress.epochLimit - epoch),
      sums: sums, history: history,
      skippedInRow: position["skippedInRow"] == nil
        ? 0 : try count("skippedInRow", upTo: min(Trainer.mostSkipped, iterations)),
      learningRate: try decided?["learningRate"].map { try rate($0, .callbacks) },
      isStopped: try decided?["stopped"].map { entry in
        guard let isStopped = entry.boolValue else {
          throw malformed(.callbacks, expected: "true or false for stopped")
        }
        return isStopped
      } ?? false)
  }

  /// Returns nil where callbacks have neither states nor decisions.
  private func callbackEntry() throws -> JSON? {
    // A literal nil would be JSON's null here.
    guard has(.callbacks) else { return Optional<JSON>.none }
    return try object(.callbacks, keys: "stopped", "states", "learningRate", "rateSetters")
  }

  private func rateSetters() throws -> [String] {
    guard let entry = try callbackEntry(), let setters = entry["rateSetters"] else { return [] }
    guard let names = setters.arrayValue?.compactMap(\.stringValue),
      names.count == setters.arrayValue?.count
    else { throw malformed(.callbacks, expected: "a list of classes for rateSetters") }
    return names
  }

  func callbacks() throws -> [CallbackRecord] {
    guard let entry = try callbackEntry() else { return [] }
    func fail() -> CheckpointError {
      malformed(.callbacks, expected: "states with index, class, and bits by name")
    }
    guard let states = entry["states"]?.arrayValue else { throw fail() }
    let records = try states.map { entry in
      try checkKeys(of: entry, .callbacks, "index", "class", "state")
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
    guard zip(records, records.dropFirst()).allSatisfy({ $0.index < $1.index }) else {
      throw malformed(.callbacks, expected: "states of callbacks in their order, each once")
    }
    return records
  }

  func seed() throws -> UInt64 {
    guard let seed = UInt64(try string(.seed)) else {
      throw malformed(.seed, expected: "an unsigned 64-bit integer")
    }
    return seed
  }

  func identity() throws -> RunIdentity {
    let batchSize = try integer(.batchSize)
    guard batchSize > 0 else { throw malformed(.batchSize, expected: "an integer from 1 up") }
    let leafCount = try integer(.leafCount)
    guard (try? ReductionTree(leafCount: leafCount)) != nil else {
      throw malformed(.leafCount, expected: "a power of two from 1 to 1024")
    }
    return RunIdentity(
      seed: try seed(), batchSize: batchSize, leafCount: leafCount,
      shuffle: try boolean(.shuffle), data: try string(.data))
  }

  /// Returns the rate of the next update.
  private func learningRate() throws -> Float {
    let entry = try object(.learningRate, keys: "bits", "value")
    return try rate(entry["bits"], .learningRate)
  }

  /// Returns nil where the run monitors no number.
  func best() throws -> BestCheckpoint? {
    guard has(.best) else { return nil }
    let json = try object(.best, keys: "monitor", "bits", "value", "iterations")
    guard let monitor = json["monitor"]?.stringValue else {
      throw malformed(.best, expected: "the name of the number that is monitored")
    }
    guard let text = json["bits"] else {
      guard json["iterations"] == nil else {
        throw malformed(.best, expected: "bits beside iterations")
      }
      return BestCheckpoint(monitor: monitor)
    }
    guard let bits = text.stringValue.flatMap({ UInt64($0, radix: 16) }),
      Double(bitPattern: bits).isFinite
    else {
      throw malformed(.best, expected: "the bits of a finite number, sixteen hexadecimal digits")
    }
    return BestCheckpoint(
      monitor: monitor,
      record: BestCheckpoint.Record(
        value: Double(bitPattern: bits), iterations: try count(json["iterations"], .best)))
  }

  func sums(_ json: JSON, _ key: CheckpointKey) throws -> EpochSums {
    try checkKeys(of: json, key, "bits", "values", "samples")
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
