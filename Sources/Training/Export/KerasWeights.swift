import Engine
import FileFormats
import Layers

/// A model's variables and its optimizer's state under the paths of Keras's weight files.
///
/// A layer is called by its class in snake case, counted in the order of `model.layers`:
/// `layers/dense_1/vars/0`, whatever its own name is. Source: Keras 3,
/// `keras/src/saving/saving_lib.py`.
struct KerasWeights {
  private let graph: Graph
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
    graph = try model.graph()
    self.tensors = Dictionary(
      tensors.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    // Versions up to 3.5 need a group of variables for each thing, empty or not.
    try tree.addGroup("vars")
    var counts: [String: Int] = [:]
    // A class of a program's own may be called as another's second layer is.
    var names: Set<String> = []
    var trainable: [(name: String, shape: [Int])] = []
    for indices in graph.layersInKerasOrder {
      let call = graph.calls[indices[0]]
      if isSequential, call.layer is InputLayer { continue }
      let stem = snakeCase(call.layer.className)
      let count = counts[stem, default: 0]
      counts[stem] = count + 1
      let name = count == 0 ? stem : "\(stem)_\(count)"
      guard names.insert(name).inserted, (1...255).contains(name.utf8.count), !name.contains("/")
      else {
        throw TrainingError.invalidValue(
          of: "the layer class \(call.layer.className.onOneLine())",
          expected: "one whose place in Keras's weight files is free", found: name.onOneLine())
      }
      let path = "layers/\(name)/vars"
      try tree.addGroup(path)
      let variables = call.layer.parameters(for: call.inputShapes)
      // Keras's order: weights, then statistics.
      let ordered = variables.filter(\.isTrainable) + variables.filter { !$0.isTrainable }
      for (index, variable) in ordered.enumerated() {
        let name = "\(call.name)/\(variable.name)"
        try tree.add("\(path)/\(index)", array(name, shape: variable.shape))
        if variable.isTrainable, call.isTrainable { trainable.append((name, variable.shape)) }
      }
    }
    if let compilation = model.compilation {
      try addOptimizer(
        compilation.optimizer, iterations: model.iterations,
        slots: slots(of: compilation.optimizer, trainable))
    }
  }

  /// The variables of the optimizer: the count of updates, the learning rate where it is a number,
  /// and the slots.
  private mutating func addOptimizer(
    _ optimizer: any Optimizer, iterations: Int, slots: [HDF5Array]
  ) throws(HDF5TreeError) {
    var arrays: [HDF5Array] = [.integer(iterations)]
    if let rate = optimizer.learningRate.constantRate {
      arrays.append(.floats([rate], shape: []))
    }
    for (index, array) in (arrays + slots).enumerated() {
      try tree.add("optimizer/vars/\(index)", array)
    }
  }

  /// The slots in Keras's order.
  private func slots(
    of optimizer: any Optimizer, _ parameters: [(name: String, shape: [Int])]
  ) throws -> [HDF5Array] {
    /// A slot of a parameter; its initial values before the first update.
    func slot(_ name: String, _ parameter: (name: String, shape: [Int])) throws(ModelError)
      -> HDF5Array
    {
      let tensor = "optimizer/\(name)/\(parameter.name)"
      guard tensors[tensor] == nil, let index = optimizer.slotNames.firstIndex(of: name) else {
        return try array(tensor, shape: parameter.shape)
      }
      let initial = optimizer.initialValue(ofSlot: index)
      let count = parameter.shape.reduce(1, *)
      return .floats([Float](repeating: initial, count: count), shape: parameter.shape)
    }
    let names = optimizer.slotNames
    switch optimizer {
    case is Adam, is AdamW, is Adadelta:
      // Both of a parameter side by side.
      return try parameters.flatMap { parameter in try names.map { try slot($0, parameter) } }
    case is RMSprop:
      // One slot after the other, the means last.
      let ordered = names.filter { $0 != "average" } + names.filter { $0 == "average" }
      return try ordered.flatMap { name in try parameters.map { try slot(name, $0) } }
    case is SGD, is Adagrad:
      return try names.flatMap { name in try parameters.map { try slot(name, $0) } }
    default:
      throw TrainingError.invalidValue(
        of: "the optimizer of the export", expected: "one of Keras's", found: optimizer.className)
    }
  }

  private func array(_ name: String, shape: [Int]) throws(ModelError) -> HDF5Array {
    .floats(try tensors.tensor(name).elements, shape: shape)
  }
}
