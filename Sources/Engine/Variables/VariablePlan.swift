/// The variables of a graph's layers, those of a shared layer once: the parameters in one vector,
/// and what no gradient changes in another.
package struct VariablePlan {
  /// The parameters.
  package let parameterSpace: ParameterSpace
  /// What no gradient changes: a batch normalization's moving statistics.
  package let variableSpace: ParameterSpace

  /// All variables in Keras's order, layer by layer.
  package let entries: [Entry]

  /// A variable, and which of the two vectors has it.
  package struct Entry {
    package let parameter: Parameter
    package let isTrainable: Bool
  }

  /// For each call, where its layer's parameters start.
  let parameterOffsets: [[Int]]
  /// For each call, where its layer's other variables start.
  let variableOffsets: [[Int]]

  package init(_ graph: Graph) {
    let parameters = Self.lay(graph) { $0.isTrainable }
    let others = Self.lay(graph) { !$0.isTrainable }
    parameterSpace = parameters.space
    variableSpace = others.space
    parameterOffsets = parameters.offsets
    variableOffsets = others.offsets

    var waiting = (parameters.space.parameters[...], others.space.parameters[...])
    entries = Self.specifications(of: graph).compactMap { _, specification in
      let parameter =
        specification.isTrainable ? waiting.0.popFirst() : waiting.1.popFirst()
      return parameter.map { Entry(parameter: $0, isTrainable: specification.isTrainable) }
    }
  }

  /// The variables of all layers, those of a shared one at its first call.
  private static func specifications(
    of graph: Graph
  ) -> [(layer: String, specification: ParameterSpecification)] {
    var seen: Set<ObjectIdentifier> = []
    return graph.calls.filter { seen.insert(ObjectIdentifier($0.layer)).inserted }.flatMap { call in
      call.layer.parameters(for: call.inputShapes).map { (call.name, $0) }
    }
  }

  private static func lay(
    _ graph: Graph, where isMeant: (ParameterSpecification) -> Bool
  ) -> (space: ParameterSpace, offsets: [[Int]]) {
    var specifications: [(name: String, specification: ParameterSpecification)] = []
    var places: [ObjectIdentifier: Range<Int>] = [:]
    for call in graph.calls where places[ObjectIdentifier(call.layer)] == nil {
      let start = specifications.count
      for specification in call.layer.parameters(for: call.inputShapes)
      where isMeant(specification) {
        specifications.append(("\(call.name)/\(specification.name)", specification))
      }
      places[ObjectIdentifier(call.layer)] = start..<specifications.count
    }
    let space = ParameterSpace(specifications)
    let offsets = graph.calls.map { call in
      (places[ObjectIdentifier(call.layer)] ?? 0..<0).map {
        space.parameters[$0].range.lowerBound
      }
    }
    return (space, offsets)
  }
}
