import Engine
import FileFormats
import KerasFormat
import Layers

/// A model in a `.keras` archive, with its weights and the optimizer's state.
struct KerasModel {
  private let path: String
  private let file: ModelFile
  private let weights: HDF5File
  let origin: KerasArchive.Origin

  /// Opens an archive.
  ///
  /// - Throws: `FileError` or `DataFileError` for the archive, `ModelFileError` for a model that
  ///   this version cannot make.
  init(readingFrom path: String) throws {
    let archive = try KerasArchive(path)
    self.path = path
    origin = try archive.origin()
    file = try ModelFile(readingFrom: path, seed: origin.seed)
    weights = try archive.weights()
  }

  /// Returns the model, compiled as it was if `compiles`, with the optimizer's state if
  /// `readsState`, and with all of its metrics if `needsMetrics`.
  ///
  /// - Throws: `DataFileError` for the weights, `ModelFileError` for settings that this version
  ///   does not have.
  func model(
    compiles: Bool, _ readsState: Bool = true, needsMetrics: Bool = true
  ) throws -> Model {
    let model = file.model
    let source: WeightSource
    do {
      source = try WeightSource(weights, for: model)
      // Before the model takes memory for them.
      for entry in try VariablePlan(model.graph()).entries { try source.check(entry.parameter) }
    } catch let error as ModelError {
      throw ModelFileError(path: path, error: error)
    }
    if compiles, let compilation = try compilation(optimizer: readsState, metrics: needsMetrics) {
      try compile(model, compilation)
    }
    let plan = try model.variablePlan()
    for entry in plan.entries { entry.setValues(try source.values(of: entry.parameter)) }
    model.epochs = origin.epochs
    if readsState, let optimizer = model.compilation?.optimizer {
      let hasRate = optimizer.learningRate.constantRate != nil
      let state = try KerasOptimizerState(
        in: weights, of: optimizer, hasRate: hasRate, for: model)
      state?.set(in: model, plan.parameterSpace)
    }
    return model
  }

  /// The settings of `compile` in the file; nil for a model that was not compiled.
  ///
  /// Where the optimizer is not needed, another stands for one that this version does not have;
  /// metrics are then omitted.
  private func compilation(optimizer: Bool, metrics: Bool) throws -> Compilation? {
    guard let settings = file.settings else { return nil }
    do throws(ModelError) {
      let losses = try settings.losses()
      let (update, clipping) =
        if optimizer { try settings.optimizer() } else {
          (try? settings.optimizer()) ?? (optimizer: Adam(), clipping: nil)
        }
      let none = [[any Metric]](repeating: [], count: losses.count)
      return Compilation(
        optimizer: update,
        objective: Objective(
          losses: losses, lossWeights: try settings.lossWeights(),
          metrics: metrics ? try settings.metrics() : (try? settings.metrics()) ?? none),
        clipping: clipping)
    } catch {
      throw unsupported(error)
    }
  }

  private func compile(_ model: Model, _ compilation: Compilation) throws(ModelFileError) {
    do throws(ModelError) {
      try model.compile(compilation)
    } catch {
      throw unsupported(error)
    }
  }

  private func unsupported(_ error: ModelError) -> ModelFileError {
    ModelFileError(
      path: path, error: error,
      remedy: "or load with compile: false")
  }
}
