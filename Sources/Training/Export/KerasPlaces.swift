import Engine
import FileFormats
import Layers

/// Where a model's variables and its optimizer's state are in Keras's weight files.
///
/// A layer is called by its class in snake case, counted in the order of `model.layers`:
/// `layers/dense_1/vars/0`, whatever its own name is. Source: Keras 3,
/// `keras/src/saving/saving_lib.py`.
struct KerasPlaces {
  /// A variable's place.
  struct Variable {
    /// The path in the file: `layers/dense_1/vars/0`.
    let path: String
    /// The variable's name in the model: `dense_1/kernel`.
    let name: String
    let shape: [Int]
    /// Whether training changes the variable, for which the optimizer then has slots.
    let isTrained: Bool
  }

  /// The place of one of a variable's slots.
  struct Slot {
    /// The path in the file: `optimizer/vars/2`.
    let path: String
    /// The slot's index in the optimizer's `slotNames`.
    let index: Int
    let variable: Variable
  }

  /// The group of the optimizer's variables.
  static let optimizer = "optimizer/vars"
  /// The number of updates.
  static let iterations = "\(optimizer)/0"
  /// The learning rate, where it is a number; without it the slots begin here.
  static let learningRate = "\(optimizer)/1"

  /// The groups of variables, also those of layers without any.
  let groups: [String]
  /// All variables, layer by layer: weights, then statistics.
  let variables: [Variable]
  /// The paths of the integers that Keras has beside a `Normalization`'s statistics: 0, as it is
  /// no longer counted.
  let counts: [String]

  /// Lays out the variables of a graph.
  ///
  /// - Parameters:
  ///   - graph: The graph.
  ///   - isSequential: Whether it is that of a Sequential, whose input is no layer.
  /// - Throws: `TrainingError.invalidValue` for a class whose name no place can have.
  init(of graph: Graph, isSequential: Bool) throws(TrainingError) {
    // Versions up to 3.5 need a group of variables for each thing, empty or not.
    var groups = ["vars"]
    var variables: [Variable] = []
    var counts: [String: Int] = [:]
    var counters: [String] = []
    // A class of a program's own may be called as another's second layer is.
    var names: Set<String> = []
    for indices in graph.layersInKerasOrder {
      let call = graph.calls[indices[0]]
      if isSequential, call.layer is InputLayer { continue }
      let stem = snakeCase(call.layer.className)
      let count = counts[stem, default: 0]
      counts[stem] = count + 1
      let name = count == 0 ? stem : "\(stem)_\(count)"
      guard names.insert(name).inserted, (1...255).contains(name.utf8.count), !name.contains("/")
      else {
        throw .invalidValue(
          of: "the layer class \(call.layer.className.onOneLine())",
          expected: "one whose place in Keras's weight files is free", found: name.onOneLine())
      }
      let group = "layers/\(name)/vars"
      groups.append(group)
      let specifications = call.layer.parameters(for: call.inputShapes)
      let ordered =
        specifications.filter(\.isTrainable) + specifications.filter { !$0.isTrainable }
      for (index, variable) in ordered.enumerated() {
        variables.append(
          Variable(
            path: "\(group)/\(index)", name: "\(call.name)/\(variable.name)",
            shape: variable.shape, isTrained: variable.isTrainable && call.isTrainable))
      }
      if call.layer is Normalization, !ordered.isEmpty {
        counters.append("\(group)/\(ordered.count)")
      }
    }
    self.groups = groups
    self.variables = variables
    self.counts = counters
  }

  /// The slots of an optimizer, in Keras's order.
  ///
  /// - Parameters:
  ///   - optimizer: The optimizer.
  ///   - hasRate: Whether its learning rate, a number, stands before them.
  /// - Returns: Where each slot is.
  /// - Throws: `TrainingError.invalidValue` for an optimizer of a program's own.
  func slots(of optimizer: any Optimizer, hasRate: Bool) throws(TrainingError) -> [Slot] {
    let trained = variables.filter(\.isTrained)
    let indices = optimizer.slotNames.indices
    var slots: [(index: Int, variable: Variable)] = []
    switch optimizer {
    case is Adam, is AdamW, is Adadelta:
      // Both of a variable side by side.
      slots = trained.flatMap { variable in indices.map { ($0, variable) } }
    case is RMSprop:
      // One slot after the other, the means last.
      let isMean = optimizer.slotNames.map { $0 == "average" }
      let ordered = indices.filter { !isMean[$0] } + indices.filter { isMean[$0] }
      slots = ordered.flatMap { index in trained.map { (index, $0) } }
    case is SGD, is Adagrad:
      slots = indices.flatMap { index in trained.map { (index, $0) } }
    default:
      throw .invalidValue(
        of: "the optimizer in Keras's weight files", expected: "one of Keras's",
        found: optimizer.className)
    }
    let first = hasRate ? 2 : 1
    return slots.enumerated().map { number, slot in
      Slot(path: "\(Self.optimizer)/\(first + number)", index: slot.index, variable: slot.variable)
    }
  }
}
