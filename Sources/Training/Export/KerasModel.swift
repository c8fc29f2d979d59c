import Engine
import FileFormats
import KerasFormat
import Layers

/// A model in a `.keras` archive, with its weights and the optimizer's state.
struct KerasModel {
  private let path: String
  private let file: ModelFile
  private let weights: HDF5File
  private let origin: KerasArchive.Origin

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

  /// Returns the model, compiled as it was if `compiles`, with the optimizer's state.
  ///
  /// - Throws: `DataFileError` for the weights, `ModelFileError` for settings that this version
  ///   does not have.
  func model(compiles: Bool) throws -> Model {
    let model = file.model
    let source: WeightSource
    do {
      source = try WeightSource(weights, for: model)
      // Before the model takes memory for them.
      for entry in try VariablePlan(model.graph()).entries { try source.check(entry.parameter) }
    } catch let error as ModelError {
      throw ModelFileError(path: path, error: error)
    }
    if compiles, let compilation = try compilation() { try compile(model, compilation) }
    let plan = try model.variablePlan()
    for entry in plan.entries { entry.setValues(try source.values(of: entry.parameter)) }
    model.epochs = origin.epochs
    if let optimizer = model.compilation?.optimizer {
      try takeState(of: optimizer, for: model, plan.parameterSpace)
    }
    return model
  }

  /// The settings of `compile` in the file; nil for a model that was not compiled.
  private func compilation() throws -> Compilation? {
    guard let settings = file.settings else { return nil }
    do throws(ModelError) {
      let (optimizer, clipping) = try settings.optimizer()
      return Compilation(
        optimizer: optimizer,
        objective: Objective(
          losses: try settings.losses(), lossWeights: try settings.lossWeights(),
          metrics: try settings.metrics()),
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

// MARK: - The optimizer's state

extension KerasModel {
  /// Takes the number of updates, the learning rate and the slots.
  ///
  /// A model that was compiled, but never trained, has no slots.
  private func takeState(
    of optimizer: any Optimizer, for model: Model, _ space: ParameterSpace
  ) throws {
    guard weights.contains(KerasPlaces.iterations) else { return }
    let iterations = try weights.integer(KerasPlaces.iterations)
    guard (0...TrainingProgress.iterationLimit).contains(iterations) else {
      throw weights.error(
        KerasPlaces.iterations, found: "\(iterations)", expected: "a number of updates from 0 up")
    }
    model.iterations = iterations
    if optimizer.learningRate.constantRate != nil {
      model.optimizer?.learningRate = try learningRate()
    }
    let slots = try KerasPlaces(of: model.graph(), isSequential: false).slots(of: optimizer)
    let others = optimizer.learningRate.constantRate == nil ? 1 : 2
    let found = weights.names.count { $0.hasPrefix(KerasPlaces.optimizer + "/") }
    guard !slots.isEmpty, found != others || iterations > 0 else { return }
    guard found == others + slots.count else {
      throw weights.error(
        KerasPlaces.optimizer, found: "\(found) variables",
        expected: "\(others + slots.count) of \(optimizer.className): the model's are "
          + "\(slots.count) slots")
    }
    var values = [[Float]](
      repeating: [Float](repeating: 0, count: space.count), count: optimizer.slotNames.count)
    let ranges = Dictionary(
      space.parameters.map { ($0.name, $0.range) }, uniquingKeysWith: { first, _ in first })
    for slot in slots {
      guard let range = ranges[slot.variable.name] else { continue }
      values[slot.index].replaceSubrange(range, with: try self.values(of: slot, optimizer))
    }
    model.optimizerState = OptimizerState(whole: values.flatMap(\.self), of: space)
  }

  private func learningRate() throws -> Float {
    let place = KerasPlaces.learningRate
    let values = try weights.floats(place)
    guard values.count == 1, values[0].isFinite, values[0] >= 0 else {
      throw weights.error(
        place, found: values.count == 1 ? "\(values[0])" : "\(values.count) numbers",
        expected: "a learning rate from 0 up")
    }
    return values[0]
  }

  private func values(of slot: KerasPlaces.Slot, _ optimizer: any Optimizer) throws -> [Float] {
    let name = optimizer.slotNames[slot.index]
    let shape = try weights.dataset(slot.path).shape
    guard shape == slot.variable.shape else {
      throw weights.error(
        slot.path, found: "shape \(shape)",
        expected: "\(slot.variable.shape), the \(name) of \(slot.variable.name)")
    }
    let values = try weights.floats(slot.path)
    let isSquare = optimizer.squareSlots.contains(name)
    if let wrong = values.first(where: { !$0.isFinite || isSquare && $0 < 0 }) {
      throw weights.error(
        slot.path, found: "\(wrong)",
        expected: isSquare ? "finite numbers from 0 up" : "finite numbers")
    }
    return values
  }
}
