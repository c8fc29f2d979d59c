import FileFormats
import Models

/// A model's arithmetic in plain loops over `Double`, for all samples of a batch at once.
///
/// It reads what a model says of itself (which layer is called on what, by class, arguments and names of
/// variables) and has no arithmetic in common with it.
struct Interpreter {
  /// What a layer does, by its class.
  typealias Function = @Sendable (Call) throws -> Tensor

  /// Samples one after the other.
  struct Tensor {
    /// The sizes of one sample.
    var shape: [Int]
    var values: [Double]

    /// The elements of one sample.
    var size: Int { shape.reduce(1, *) }
  }

  /// What one layer is given.
  struct Call {
    /// The arguments in Keras's words.
    var arguments: [String: JSON]
    var inputs: [Tensor]
    /// By their names within the layer.
    var variables: [String: [Double]]
    /// Which units a dropout keeps; nil at inference.
    var mask: [Bool]?
    var isTraining: Bool

    var input: Tensor { inputs[0] }

    func number(_ argument: String) -> Double { arguments[argument]?.numberValue ?? .nan }
    func word(_ argument: String) -> String { arguments[argument]?.stringValue ?? "" }
  }

  /// A class without a function, or a shape on which function and model do not agree.
  struct Mismatch: Error, CustomStringConvertible {
    let description: String
  }

  /// What does not come out of the model's graph.
  struct Settings {
    /// All variables by their names in the model.
    var variables: [String: [Double]]
    var isTraining: Bool
    /// Which units each call of a dropout keeps, by the call's place.
    var masks: [Int: [Bool]] = [:]
  }

  /// The model's layer calls.
  let graph: Graph
  private let functions: [Function]
  private let arguments: [[String: JSON]]

  /// Plain loops for a graph, with functions for classes that only a test has.
  init(_ graph: Graph, own: [String: Function] = [:]) throws {
    self.graph = graph
    arguments = graph.calls.map(\.layer.configuration)
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
  func tensors(_ inputs: [[Double]], _ settings: Settings) throws -> [Tensor] {
    var tensors = graph.calls.map { Tensor(shape: $0.outputShape.dimensions, values: []) }
    for (place, values) in zip(graph.inputs, inputs) { tensors[place].values = values }
    try update(&tensors, from: 0, settings)
    return tensors
  }

  /// Computes the results of the calls from one on anew.
  func update(_ tensors: inout [Tensor], from first: Int, _ settings: Settings) throws {
    for place in first..<graph.calls.count where !graph.calls[place].inputs.isEmpty {
      let result = try functions[place](call(place, tensors, settings))
      let (name, shape) = (graph.calls[place].name, graph.calls[place].outputShape)
      guard result.shape == shape.dimensions else {
        throw Mismatch(description: "\(name) gives \(shape), the plain loops \(result.shape)")
      }
      tensors[place] = result
    }
  }

  /// What a call's activation is applied to, and its name; nil where the call ends in none.
  func logits(
    of place: Int, _ tensors: [Tensor], _ settings: Settings
  ) throws -> (activation: String, values: [Double])? {
    guard let activation = arguments[place]["activation"]?.stringValue else { return nil }
    var call = call(place, tensors, settings)
    call.arguments["activation"] = "linear"
    return (activation, try functions[place](call).values)
  }

  /// Moves the averages of every batch normalization, as one training pass does.
  func moveAverages(_ tensors: [Tensor], _ settings: Settings) -> [String: [Double]] {
    var moved = settings.variables
    for (place, entry) in graph.calls.enumerated()
    where entry.layer.className == "BatchNormalization" {
      let call = call(place, tensors, settings)
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

  private func call(_ place: Int, _ tensors: [Tensor], _ settings: Settings) -> Call {
    let entry = graph.calls[place]
    var variables: [String: [Double]] = [:]
    for name in Self.variableNames {
      if let values = settings.variables["\(entry.name)/\(name)"] { variables[name] = values }
    }
    return Call(
      arguments: arguments[place], inputs: entry.inputs.map { tensors[$0] },
      variables: variables, mask: settings.masks[place], isTraining: settings.isTraining)
  }

  /// Every name that a layer's variable may have.
  private static let variableNames = [
    "kernel", "bias", "gamma", "beta", "moving_mean", "moving_variance", "weight",
  ]
}
