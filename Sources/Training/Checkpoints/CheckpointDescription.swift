import Datasets
import Engine
package import FileFormats
import KerasFormat
import Kernels
import Layers

/// What a checkpoint, or a saved model's file, says of itself, for people to read.
///
/// A file of another format or other arithmetic is described as far as this program reads it.
package struct CheckpointDescription {
  /// What is described, by name: `step`, `model` and so on.
  package private(set) var facts: [(name: String, text: String)] = []
  /// The reason why the file is damaged; nil for one that is whole.
  package private(set) var error: (any Error)?

  /// The layers that are listed by their classes, at most.
  private static let listedLayerCount = 12

  /// Describes a file; nil for one that is neither a checkpoint nor a saved model.
  ///
  /// - Complexity: Reads the whole file once, to check it.
  package init?(_ file: SafetensorsFile) {
    let metadata = CheckpointMetadata(file)
    guard metadata.has(.format), metadata.has(.model) else { return nil }
    let isRun = metadata.has(.history)
    add("kind", isRun ? "checkpoint of a run" : "saved model")
    do {
      _ = try SafetensorsFile(verifying: file.path)
      add("checksums", "right, of \(file.tensors.count) tensors and the header")
    } catch {
      self.error = error
      add("checksums", "wrong")
    }
    do {
      // What another version has written may have another form.
      guard try addVersions(metadata) else { return }
      try metadata.checkKeys()
      if isRun { try addRun(metadata, file) } else { try addSavedModel(metadata) }
    } catch {
      if self.error == nil { self.error = error }
    }
  }

  private mutating func add(_ name: String, _ text: String) { facts.append((name, text)) }
}

extension CheckpointHeader {
  /// Reads what a file says of its run, whose model and settings need not be known.
  ///
  /// - Throws: `CheckpointError` for what makes no sense.
  package init(of file: SafetensorsFile) throws {
    let metadata = CheckpointMetadata(file)
    try metadata.checkVersions()
    self = try metadata.header()
  }
}

extension CheckpointDescription {
  /// - Returns: Whether the file has the format that this program reads.
  private mutating func addVersions(_ metadata: CheckpointMetadata) throws -> Bool {
    let format = try metadata.integer(.format)
    let numerics = try metadata.integer(.numerics)
    let isReadable = format == Checkpoint.format
    add("format", "\(format)" + (isReadable ? "" : "; this program reads \(Checkpoint.format)"))
    add(
      "numerics",
      "\(numerics)"
        + (numerics == Numerics.version
          ? ""
          : "; this program computes version \(Numerics.version), and does not go on from the file")
    )
    return isReadable
  }

  private mutating func addRun(_ metadata: CheckpointMetadata, _ file: SafetensorsFile) throws {
    let header = try metadata.header()
    let progress = header.progress
    add("step", "\(progress.iterations)")
    add(
      "epoch",
      "\(progress.epoch) complete"
        + (progress.stepInEpoch > 0 ? ", \(progress.stepInEpoch) steps of the next" : "")
        + (progress.isStopped ? ", ended by a callback" : ""))
    let run = header.run
    add(
      "settings",
      "batch size \(run.batchSize), leaves \(run.leafCount), seed \(run.seed), "
        + (run.shuffle ? "shuffled" : "in the data's order"))
    add("data", run.data)
    if let checksum = header.initialWeights {
      add("first weights", "of a file, CRC-32 \(checksum)")
    }
    if header.hasRestoredWeights { add("weights", "put back by a callback") }
    if let columns = header.columns {
      add(
        "columns",
        "\(columns.featureCount) numbers a row, labels in \(columns.labels.joined(separator: ", "))"
      )
    }
    if let images = header.images { add("images", images.description) }
    if let samples = header.samples { add("samples", samples.text) }
    addModel(header.model)
    addCompilation(header.compilation)
    add("rate", "\(header.learningRate) at the next step")
    if let best = header.best {
      add(
        "best",
        best.record.map { "\(best.monitor) \($0.value) at step \($0.iterations)" }
          ?? "\(best.monitor), of no epoch yet")
    }
    if !header.callbacks.isEmpty {
      add("callbacks", header.callbacks.map(\.className).joined(separator: ", "))
    }
    try addHistory(header, metadata, file)
  }

  private mutating func addSavedModel(_ metadata: CheckpointMetadata) throws {
    add("step", "\(try metadata.position().iterations)")
    add("seed", "\(try metadata.seed())")
    addModel(try metadata.json(.model))
    if metadata.has(.compile) { addCompilation(try metadata.json(.compile)) }
  }

  private mutating func addModel(_ configuration: JSON) {
    let name = configuration["class_name"]?.stringValue ?? "a model"
    guard let model = try? Model.make(configuration: configuration, seed: 0),
      let layers = try? model.layers.filter({ $0.className != "InputLayer" }),
      let graph = try? model.graph()
    else { return add("model", "\(name) with layers that this program does not know") }
    let plan = VariablePlan(graph)
    let count = plan.parameterSpace.parameterCount
    let others = plan.variableSpace.parameterCount
    let classes = layers.prefix(Self.listedLayerCount).map(\.className).joined(separator: ", ")
    add(
      "model",
      "\(name) of \(layers.count) layers (\(classes)"
        + (layers.count > Self.listedLayerCount ? ", ..." : "") + "), \(count) parameters"
        + (others > 0 ? ", \(others) other variables" : ""))
  }

  private mutating func addCompilation(_ configuration: JSON) {
    func part(_ json: JSON) -> String {
      // Parts without arguments are names alone.
      guard let name = json["class_name"]?.stringValue else {
        return json.stringValue ?? json.serialized()
      }
      let settings = json["config"]?.objectValue ?? [:]
      let texts = settings.sorted { $0.key < $1.key }.compactMap { key, value in
        value.isNull || key == "name" ? nil : "\(key)=\(value.stringValue ?? value.serialized())"
      }
      return name + (texts.isEmpty ? "" : "(\(texts.joined(separator: ", ")))")
    }
    if let optimizer = configuration["optimizer"] { add("optimizer", part(optimizer)) }
    for (key, name) in [("losses", "loss"), ("metrics", "metrics")] {
      let parts = (configuration[key]?.arrayValue ?? []).flatMap { $0.arrayValue ?? [$0] }
      if !parts.isEmpty { add(name, parts.map(part).joined(separator: ", ")) }
    }
  }

  /// Adds the newest epoch's numbers, whose names are those of the model's losses and metrics.
  private mutating func addHistory(
    _ header: CheckpointHeader, _ metadata: CheckpointMetadata, _ file: SafetensorsFile
  ) throws {
    guard let last = header.progress.history.last else {
      return add("history", "no epoch yet")
    }
    let epoch = "epoch \(header.progress.epoch): "
    let contents: CheckpointContents?
    do {
      contents = try CheckpointContents(metadata, checking: file)
    } catch let error as SafetensorsError {
      throw error
    } catch {
      contents = nil
    }
    guard let contents, let scores = try? contents.scores else {
      let losses = last.sums.map { "\($0)" }.joined(separator: ", ")
      return add(
        "history",
        epoch + "sums \(losses) of \(last.sampleCount) samples; the model has parts "
          + "that this program does not know")
    }
    let means = scores.means(last.sums, sampleCount: last.sampleCount)
    add(
      "history",
      epoch + means.map { "\($0.name) \(Float($0.value))" }.joined(separator: ", ")
        + " of \(last.sampleCount) samples")
  }
}
