/// The variables of a graph's layers, those of a shared layer once: the trainable ones in one
/// vector, the others in another.
package struct VariablePlan {
  /// The trainable variables.
  package let parameterSpace: ParameterSpace
  /// The non-trainable variables: a batch normalization's moving statistics, and all variables of
  /// frozen layers.
  package let variableSpace: ParameterSpace

  /// All variables in Keras's order, layer by layer.
  package let entries: [Entry]

  /// A variable, the vector that contains it, and its layer.
  package struct Entry {
    package let parameter: Parameter
    package let isTrainable: Bool
    let state: LayerState
    /// The variable's index in its layer.
    let index: Int
  }

  /// For each call, the offsets of its layer's parameters: in the parameter space, or in the
  /// variable space where the layer is frozen.
  let parameterOffsets: [[Int]]
  /// For each call, the offsets of its layer's other variables in the variable space.
  let variableOffsets: [[Int]]

  /// Plans the variables of a graph.
  ///
  /// - Parameters:
  ///   - graph: The graph.
  ///   - freezing: Whether the parameters of frozen layers are non-trainable.
  package init(_ graph: Graph, freezing: Bool = true) {
    let variables = Self.variables(of: graph, freezing: freezing)
    let trainable = variables.filter(\.isTrainable)
    let others = variables.filter { !$0.isTrainable }
    parameterSpace = ParameterSpace(trainable.map { ($0.name, $0.specification) })
    variableSpace = ParameterSpace(others.map { ($0.name, $0.specification) })
    var waiting = (parameterSpace.parameters[...], variableSpace.parameters[...])
    var offsets: [ObjectIdentifier: (parameters: [Int], others: [Int])] = [:]
    entries = variables.compactMap { variable in
      let parameter = variable.isTrainable ? waiting.0.popFirst() : waiting.1.popFirst()
      guard let parameter else { return nil }
      let layer = ObjectIdentifier(variable.state)
      if variable.specification.isTrainable {
        offsets[layer, default: ([], [])].parameters.append(parameter.range.lowerBound)
      } else {
        offsets[layer, default: ([], [])].others.append(parameter.range.lowerBound)
      }
      return Entry(
        parameter: parameter, isTrainable: variable.isTrainable, state: variable.state,
        index: variable.index)
    }
    let ofCalls = graph.calls.map { offsets[ObjectIdentifier($0.layer.state)] ?? ([], []) }
    parameterOffsets = ofCalls.map(\.parameters)
    variableOffsets = ofCalls.map(\.others)
  }

  private struct Variable {
    let name: String
    let specification: ParameterSpecification
    let isTrainable: Bool
    let state: LayerState
    let index: Int
  }

  /// The variables of all layers, those of a shared one at its first call.
  private static func variables(of graph: Graph, freezing: Bool) -> [Variable] {
    var seen: Set<ObjectIdentifier> = []
    return graph.calls.filter { seen.insert(ObjectIdentifier($0.layer)).inserted }.flatMap { call in
      call.layer.parameters(for: call.inputShapes).enumerated().map { index, specification in
        Variable(
          name: "\(call.name)/\(specification.name)", specification: specification,
          isTrainable: specification.isTrainable && (call.isTrainable || !freezing),
          state: call.layer.state, index: index)
      }
    }
  }
}
