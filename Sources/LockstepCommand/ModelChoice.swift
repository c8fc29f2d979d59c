import Engine
import Foundation
import KerasFormat
import Layers
import Training

/// A network chosen by `--model`, with its default settings.
struct ModelChoice {
  private enum Settings {
    case catalog(CatalogEntry)
    case file(KerasSettings?)
  }

  /// The name on the command line.
  let name: String
  /// The network, with initial weights from a seed.
  let model: Model
  let batchSize: Int
  /// The default of `--data`; nil for MNIST.
  let data: String?
  /// The file with the network's weights; nil where it begins with those of the seed.
  let weights: String?
  /// The form of the data that the network in a file was trained with; nil where nothing is known.
  let form: DataForm?
  private let settings: Settings
  private let remarks: KerasRemarks?

  /// The network of a name, or of a file with Keras's JSON or a `.keras` archive; a name stands
  /// before a file of the same name, whose path can be written as `./mlp`.
  ///
  /// - Throws: `TrainingError.invalidValue` that lists the names, or what is wrong with a file.
  init(_ name: String, seed: UInt64) throws {
    self.name = name
    var isFolder: ObjCBool = false
    let exists = unsafe FileManager.default.fileExists(atPath: name, isDirectory: &isFolder)
    let isFile = exists && !isFolder.boolValue
    // Of a file that is not there, or cannot be looked at, the reader says so.
    let isPath = !exists && (name.contains("/") || name.contains("."))
    guard !ModelCatalog.names.contains(name), name.hasSuffix(".json") || isFile || isPath else {
      guard !isFolder.boolValue || ModelCatalog.names.contains(name) else {
        throw TrainingError.invalidValue(
          of: "--model", expected: "a model's name, a .keras file or one with Keras's JSON",
          found: "\(name), a folder")
      }
      let entry = try ModelCatalog.entry(name)
      model = entry.model(seed)
      batchSize = entry.batchSize
      data = entry.data
      weights = nil
      form = nil
      settings = .catalog(entry)
      remarks = nil
      return
    }
    let file = try ModelFile(readingFrom: name, seed: seed)
    model = file.model
    settings = .file(file.settings)
    remarks = file.remarks
    weights = file.hasWeights ? name : nil
    form = file.form
    batchSize = 128
    data = nil
  }
}

// MARK: - Settings

extension ModelChoice {
  /// The optimizer and its clipping; a file's learning rate is not read where an option replaces
  /// it.
  ///
  /// - Throws: `ModelFileError` for one that the file names and this version does not have.
  func optimizer(
    readingRate: Bool = true
  ) throws -> (optimizer: any Optimizer, clipping: GradientClipping?) {
    switch settings {
    case .catalog(let entry): (entry.optimizer(), nil)
    case .file(let settings):
      try read(
        // Where only the rate cannot be read, less need be replaced.
        (try? settings?.optimizer(readingRate: false)) == nil
          ? "--optimizer" : "--learning-rate, --schedule or --optimizer"
      ) { () throws(ModelError) in
        try settings?.optimizer(readingRate: readingRate)
      } ?? (Adam(), nil)
    }
  }

  /// Whether the model comes from a file with the settings of `compile`.
  var hasSettings: Bool {
    if case .file(_?) = settings { true } else { false }
  }

  /// The optimizer in the model's file, whatever its learning rate; nil where there is none that
  /// this version has.
  var storedOptimizer: (any Optimizer)? {
    guard case .file(let settings?) = settings else { return nil }
    return try? settings.optimizer(readingRate: false).optimizer
  }

  /// The loss of each output; for a file that was not compiled the one that fits the output, and
  /// data with classes or without.
  ///
  /// - Throws: `ModelFileError` for one that the file names and this version does not have.
  func losses(hasClasses: Bool) throws -> [any Loss] {
    switch settings {
    case .catalog(let entry): [entry.loss()]
    case .file(let settings):
      try read("--loss") { () throws(ModelError) in try settings?.losses() }
        ?? fittingLosses(hasClasses)
    }
  }

  /// What each output's loss is multiplied by; nil for 1.
  func lossWeights() throws -> [Float]? {
    guard case .file(let settings?) = settings else { return nil }
    return try read(nil) { () throws(ModelError) in try settings.lossWeights() }
  }

  /// The metrics of each output.
  ///
  /// - Throws: `ModelFileError` for one that the file names and this version does not have.
  func metrics(hasClasses: Bool) throws -> [[any Metric]] {
    switch settings {
    case .catalog(let entry): [entry.metrics]
    case .file(let settings):
      try read("--metrics") { () throws(ModelError) in try settings?.metrics() }
        ?? [[any Metric]](repeating: hasClasses ? [.accuracy] : [], count: outputCount)
    }
  }

  /// All settings as they are without options.
  func compilation(hasClasses: Bool = true) throws -> Compilation {
    let (optimizer, clipping) = try optimizer()
    return Compilation(
      optimizer: optimizer,
      objective: Objective(
        losses: try losses(hasClasses: hasClasses), lossWeights: try lossWeights(),
        metrics: try metrics(hasClasses: hasClasses)),
      clipping: clipping)
  }

  /// The number of the model's outputs: one for a Sequential whose input has no shape yet.
  private var outputCount: Int {
    get throws { try model.isBuilt ? model.graph().outputs.count : 1 }
  }

  /// For each output the cross-entropy that fits its activation and units, or the squared error
  /// where the labels are no classes.
  private func fittingLosses(_ hasClasses: Bool) throws -> [any Loss] {
    let graph = try model.isBuilt ? model.graph() : nil
    return try (0..<outputCount).map { output in
      guard hasClasses else { return MeanSquaredError() }
      guard let graph else { return CategoricalCrossentropy() }
      let isProbability = graph.activation(ofOutput: output)?.givesProbabilities ?? true
      return graph.calls[graph.outputs[output]].outputShape.elementCount == 1
        ? BinaryCrossentropy(fromLogits: !isProbability)
        : CategoricalCrossentropy(fromLogits: !isProbability)
    }
  }

  /// What a file says that has no effect in a run, a line each.
  func warnings(batchSize: Int) -> [String] {
    remarks?.warnings(batchSize: batchSize).map { "\(name): \($0)" } ?? []
  }

  /// Runs `body`; an error of a model that comes from a file has the file's name.
  ///
  /// - Parameters:
  ///   - isOption: Whether an option, rather than the file, is the cause of an error.
  ///   - body: What may fail.
  /// - Returns: What `body` returns.
  /// - Throws: `ModelFileError`, or what `body` throws.
  func naming<Value>(
    unless isOption: (ModelError) -> Bool = { _ in false }, _ body: () throws -> Value
  ) throws -> Value {
    do {
      return try body()
    } catch let error as ModelError {
      guard case .file = settings, !isOption(error) else { throw error }
      throw ModelFileError(path: name, error: error)
    }
  }

  /// What a file says; an error names the option that can take its place.
  private func read<Value>(
    _ option: String?, _ value: () throws(ModelError) -> Value
  ) throws -> Value {
    do throws(ModelError) {
      return try value()
    } catch {
      throw ModelFileError(
        path: name, error: error, remedy: option.map { "or give \($0), which replaces it" })
    }
  }
}
