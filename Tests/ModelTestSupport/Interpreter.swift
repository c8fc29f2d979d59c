package import Engine
package import FileFormats
import KerasFormat
import Layers

/// A model's arithmetic in plain loops over `Double`, for all samples of a batch at once.
///
/// It reads what a model says of itself (which layer is called on what, by class, arguments and
/// names of variables) and has no arithmetic in common with it.
package struct Interpreter {
  /// What a layer does, by its class.
  package typealias Function = @Sendable (Call) throws -> Tensor

  /// Samples one after the other.
  package struct Tensor {
    /// The sizes of one sample.
    package var shape: [Int]
    package var values: [Double]

    package init(shape: [Int], values: [Double]) {
      self.shape = shape
      self.values = values
    }

    /// The elements of one sample.
    package var size: Int { shape.reduce(1, *) }
  }

  /// What one layer is given.
  package struct Call {
    /// The arguments in Keras's words.
    package var arguments: [String: JSON]
    package var inputs: [Tensor]
    /// By their names within the layer.
    package var variables: [String: [Double]]
    /// Which units a dropout keeps; nil at inference.
    package var mask: [Bool]?
    package var isTraining: Bool

    package var input: Tensor { inputs[0] }

    package func number(_ argument: String) -> Double { arguments[argument]?.numberValue ?? .nan }
    package func string(_ argument: String) -> String { arguments[argument]?.stringValue ?? "" }
  }

  /// A class without a function, or a shape on which function and model do not agree.
  package struct Mismatch: Error, CustomStringConvertible {
    package let description: String
  }

  /// What does not come out of the model's graph.
  package struct Settings {
    /// All variables by their names in the model.
    package var variables: [String: [Double]]
    package var isTraining: Bool
    /// Which units each call of a dropout keeps, by the call's index.
    package var masks: [Int: [Bool]] = [:]

    package init(
      variables: [String: [Double]], isTraining: Bool, masks: [Int: [Bool]] = [:]
    ) {
      self.variables = variables
      self.isTraining = isTraining
      self.masks = masks
    }
  }

  /// The model's layer calls.
  package let graph: Graph
  private let functions: [Function]
  private let arguments: [[String: JSON]]

  /// Plain loops for a graph, with functions for classes that only a test has.
  package init(_ graph: Graph, own: [String: Function] = [:]) throws {
    self.graph = graph
    arguments = graph.calls.map { $0.layer.configuration.mapValues(JSON.init) }
    functions = try graph.calls.map { call in
      let name = call.layer.className
      guard let function = own[name] ?? Self.functions[name] else {
        throw Mismatch(description: "no plain loops for \(name)")
      }
      return function
    }
  }
}

extension Interpreter {
  /// The results of all calls, in the graph's order.
  package func tensors(_ inputs: [[Double]], _ settings: Settings) throws -> [Tensor] {
    var tensors = graph.calls.map { Tensor(shape: $0.outputShape.dimensions, values: []) }
    for (index, values) in zip(graph.inputs, inputs) { tensors[index].values = values }
    try update(&tensors, from: 0, settings)
    return tensors
  }

  /// Computes the results of the calls from one on anew.
  package func update(_ tensors: inout [Tensor], from first: Int, _ settings: Settings) throws {
    for index in first..<graph.calls.count where !graph.calls[index].inputs.isEmpty {
      let result = try functions[index](call(index, tensors, settings))
      let (name, shape) = (graph.calls[index].name, graph.calls[index].outputShape)
      guard result.shape == shape.dimensions else {
        throw Mismatch(description: "\(name) gives \(shape), the plain loops \(result.shape)")
      }
      tensors[index] = result
    }
  }

  /// What a call's activation is applied to, and its name; nil where the call ends in none.
  package func logits(
    of index: Int, _ tensors: [Tensor], _ settings: Settings
  ) throws -> (activation: String, values: [Double])? {
    guard let activation = arguments[index]["activation"]?.stringValue else { return nil }
    var call = call(index, tensors, settings)
    call.arguments["activation"] = "linear"
    return (activation, try functions[index](call).values)
  }

  /// Moves the averages of every batch normalization, as one training pass does.
  package func moveAverages(_ tensors: [Tensor], _ settings: Settings) -> [String: [Double]] {
    var moved = settings.variables
    for (index, entry) in graph.calls.enumerated()
    where entry.layer.className == "BatchNormalization" {
      let call = call(index, tensors, settings)
      let (means, variances) = Self.statistics(of: call.input)
      let kept = call.number("momentum")
      for (variable, statistics) in [("moving_mean", means), ("moving_variance", variances)] {
        let name = "\(entry.name)/\(variable)"
        let before = moved[name] ?? []
        moved[name] = zip(before, statistics).map { $0 * kept + $1 * (1 - kept) }
      }
    }
    return moved
  }

  private func call(_ index: Int, _ tensors: [Tensor], _ settings: Settings) -> Call {
    let entry = graph.calls[index]
    var variables: [String: [Double]] = [:]
    for name in Self.variableNames {
      if let values = settings.variables["\(entry.name)/\(name)"] { variables[name] = values }
    }
    return Call(
      arguments: arguments[index], inputs: entry.inputs.map { tensors[$0] },
      variables: variables, mask: settings.masks[index], isTraining: settings.isTraining)
  }

  /// Every name that a layer's variable may have.
  private static let variableNames = [
    "kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance", "mean", "variance",
    "weight",
  ]
}
