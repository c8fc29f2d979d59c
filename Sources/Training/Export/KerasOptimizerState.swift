import Engine
import FileFormats
import Layers

/// The state of an optimizer in one of Keras's weight files: the number of updates, the learning
/// rate and the slots.
struct KerasOptimizerState {
  /// The number of updates.
  let iterations: Int
  /// The learning rate; nil where a schedule gives it.
  let learningRate: Float?
  /// All slots, contiguous, each as long as the parameter space; nil for a model that was compiled,
  /// but never trained.
  let slots: [Float]?

  /// Reads the state; nil where the file has none.
  ///
  /// - Parameters:
  ///   - file: The file of the weights.
  ///   - optimizer: The optimizer that the file was written with.
  ///   - hasRate: Whether its learning rate was a number.
  ///   - model: The model.
  /// - Throws: `DataFileError` or `FileError` for the file, `ModelError`, or
  ///   `TrainingError.invalidValue` for an optimizer that is none of Keras's.
  init?(in file: HDF5File, of optimizer: any Optimizer, hasRate: Bool, for model: Model) throws {
    guard file.contains(KerasPlaces.iterations) else { return nil }
    iterations = try file.integer(KerasPlaces.iterations)
    guard (0...TrainingProgress.iterationLimit).contains(iterations) else {
      throw file.error(
        KerasPlaces.iterations, found: "\(iterations)", expected: "a number of updates from 0 up")
    }
    learningRate = hasRate ? try file.learningRate() : nil
    let places = try KerasPlaces(of: model.graph(), isSequential: false)
      .slots(of: optimizer, hasRate: hasRate)
    let others = hasRate ? 2 : 1
    let found = file.names.count { $0.hasPrefix(KerasPlaces.optimizer + "/") }
    guard !places.isEmpty, found != others || iterations > 0 else {
      slots = nil
      return
    }
    guard found == others + places.count else {
      throw file.error(
        KerasPlaces.optimizer, found: "\(found) variables",
        expected: "\(others + places.count) of \(optimizer.className): the model's are "
          + "\(places.count) slots")
    }
    let space = try model.variablePlan().parameterSpace
    let ranges = Dictionary(
      space.parameters.map { ($0.name, $0.range) }, uniquingKeysWith: { first, _ in first })
    var values = [Float](repeating: 0, count: optimizer.slotNames.count * space.count)
    for slot in places {
      guard let range = ranges[slot.variable.name] else { continue }
      let start = slot.index * space.count + range.lowerBound
      values.replaceSubrange(
        start..<start + range.count, with: try file.values(of: slot, optimizer))
    }
    slots = values
  }

  /// A state that was read elsewhere.
  init(iterations: Int, learningRate: Float?, slots: [Float]?) {
    self.iterations = iterations
    self.learningRate = learningRate
    self.slots = slots
  }

  /// Lets a compiled model go on from here; its learning rate stays where it is not to be taken.
  func set(in model: Model, _ space: ParameterSpace, takingRate: Bool = true) {
    model.iterations = iterations
    if takingRate, let learningRate { model.optimizer?.learningRate = learningRate }
    if let slots { model.optimizerState = OptimizerState(whole: slots, of: space) }
  }
}

extension HDF5File {
  /// Whether the optimizer's variables have a learning rate: a number, in front of the slots.
  func hasLearningRate() throws -> Bool {
    try contains(KerasPlaces.learningRate) && dataset(KerasPlaces.learningRate).shape.isEmpty
  }

  fileprivate func learningRate() throws -> Float {
    let place = KerasPlaces.learningRate
    let values = try floats(place)
    guard values.count == 1, values[0].isFinite, values[0] >= 0 else {
      throw error(
        place, found: values.count == 1 ? "\(values[0])" : "\(values.count) numbers",
        expected: "a learning rate from 0 up")
    }
    return values[0]
  }

  fileprivate func values(
    of slot: KerasPlaces.Slot, _ optimizer: any Optimizer
  ) throws -> [Float] {
    let name = optimizer.slotNames[slot.index]
    let shape = try dataset(slot.path).shape
    guard shape == slot.variable.shape else {
      throw error(
        slot.path, found: "shape \(shape)",
        expected: "\(slot.variable.shape), the \(name) of \(slot.variable.name)")
    }
    let values = try floats(slot.path)
    let isSquare = optimizer.squareSlots.contains(name)
    if let wrong = values.first(where: { !$0.isFinite || isSquare && $0 < 0 }) {
      throw error(
        slot.path, found: "\(wrong)",
        expected: isSquare ? "finite numbers from 0 up" : "finite numbers")
    }
    return values
  }
}
