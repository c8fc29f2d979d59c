import Engine
import FileFormats
import Layers

/// A model's variables and its optimizer's state as Keras's weight files have them.
struct KerasWeights {
  private let tensors: [String: LentTensor]
  private(set) var tree = HDF5Tree()

  /// Lays out the variables.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - tensors: Its variables, and the slots of its optimizer after an update.
  ///   - isSequential: Whether the model's configuration is that of a Sequential, whose input is no
  ///     layer.
  /// - Throws: `ModelError`, also for a variable without values; `TrainingError.invalidValue` for
  ///   an optimizer of a program's own; `HDF5TreeError`.
  init(of model: Model, _ tensors: [LentTensor], isSequential: Bool) throws {
    self.tensors = Dictionary(
      tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    let places = try KerasPlaces(of: model.graph(), isSequential: isSequential)
    for group in places.groups { try tree.addGroup(group) }
    for variable in places.variables {
      try tree.add(variable.path, array(variable.name, shape: variable.shape))
    }
    for count in places.counts { try tree.add(count, .integer(0)) }
    guard let optimizer = model.compilation?.optimizer else { return }
    try tree.add(KerasPlaces.iterations, .integer(model.iterations))
    let rate = optimizer.learningRate.constantRate
    if let rate { try tree.add(KerasPlaces.learningRate, .floats([rate], shape: [])) }
    for slot in try places.slots(of: optimizer, hasRate: rate != nil) {
      try tree.add(slot.path, array(of: slot, optimizer))
    }
  }

  /// The elements of a slot; its initial values before the first update.
  private func array(
    of slot: KerasPlaces.Slot, _ optimizer: any Optimizer
  ) throws(ModelError) -> HDF5Array {
    let shape = slot.variable.shape
    let name = "optimizer/\(optimizer.slotNames[slot.index])/\(slot.variable.name)"
    guard tensors[name] == nil else { return try array(name, shape: shape) }
    let initial = optimizer.initialValue(ofSlot: slot.index)
    return .floats(
      [Float](repeating: initial, count: shape.reduce(1, *)), shape: shape)
  }

  private func array(_ name: String, shape: [Int]) throws(ModelError) -> HDF5Array {
    .floats(try tensors.tensor(name).elements, shape: shape)
  }
}
