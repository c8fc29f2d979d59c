/// A model's layer calls in topological order, with their names.
package struct Graph {
  /// One call of a layer; its inputs are indices of `Graph.calls`.
  package struct Call {
    package let layer: any Layer
    package let name: String
    package let inputs: [Int]
    package let inputShapes: [Shape]
    package let outputShape: Shape
    /// Whether training changes the layer's parameters: neither it nor a composite around it is
    /// frozen.
    package let isTrainable: Bool
  }

  package let calls: [Call]
  package let inputs: [Int]
  package let outputs: [Int]

  /// Creates the graph between symbols; calls are in the order in which they are reached from the
  /// inputs.
  ///
  /// An input may be the output of another model's layer: the graph then begins there.
  package init(inputs: [Symbol], outputs: [Symbol]) throws(ModelError) {
    var order: [Node] = []
    var indices: [ObjectIdentifier: Int] = [:]
    let inputNodes = Set(inputs.map { ObjectIdentifier($0.node) })

    // Depth first over inputs, without recursion: a deep model must not exhaust the stack.
    var pending: [(node: Node, isReady: Bool)] = outputs.reversed().map { ($0.node, false) }
    pending.append(contentsOf: inputs.reversed().map { ($0.node, false) })
    while let (node, isReady) = pending.popLast() {
      let identifier = ObjectIdentifier(node)
      if indices[identifier] != nil { continue }
      if isReady {
        indices[identifier] = order.count
        order.append(node)
      } else if inputNodes.contains(identifier), !(node.layer is InputLayer) {
        indices[identifier] = order.count
        let shape = node.outputShape
        order.append(Node(layer: InputLayer(shape: shape), inputs: [], outputShape: shape))
      } else {
        pending.append((node, true))
        pending.append(contentsOf: node.inputs.reversed().map { ($0.node, false) })
      }
    }
    guard !order.isEmpty else { throw .empty }

    let names = try LayerNames(order)
    func index(_ symbol: Symbol) -> Int {
      guard let index = indices[ObjectIdentifier(symbol.node)] else {
        preconditionFailure("a symbol of the graph has no index")
      }
      return index
    }
    calls = order.map { node in
      Call(
        layer: node.layer, name: names.name(of: node.layer),
        inputs: node.inputs.map(index), inputShapes: node.inputs.map(\.shape),
        outputShape: node.outputShape,
        isTrainable: node.layer.state.isTrainable && node.owners.allSatisfy(\.state.isTrainable))
    }
    try SizeLimit.check(calls)
    try Self.checkSharing(calls)
    self.inputs = inputs.map(index)
    self.outputs = outputs.map(index)
    try checkInputs()
  }

  /// - Throws: `ModelError.invalidValue` for an input that is missing from the list, or a model
  ///   without outputs.
  private func checkInputs() throws(ModelError) {
    func refuse(
      _ what: String, _ expected: String, found: String
    ) throws(ModelError) {
      throw .invalidValue(of: what, expected: expected, found: found)
    }
    if outputs.isEmpty {
      try refuse("the model's number of outputs", "at least 1", found: "0")
    }
    let listed = inputs.map { calls[$0].name }
    for (number, index) in inputs.enumerated()
    where !(calls[index].layer is InputLayer) || inputs[..<number].contains(index) {
      try refuse(
        "an input of the model", "each symbol once", found: calls[index].name)
    }
    for (index, call) in calls.enumerated() where call.layer is InputLayer {
      if !call.inputs.isEmpty {
        try refuse(
          "the number of inputs of layer \(call.name)", "none: it is an InputLayer",
          found: "\(call.inputs.count)")
      }
      if !inputs.contains(index) {
        try refuse(
          "the model's list of inputs", "\(call.name) in it, which the outputs need",
          found: listed.isEmpty ? "empty" : listed.joined(separator: ", "))
      }
    }
  }

  /// - Throws: `ModelError.shape` for a layer that would need other parameters than in its first
  ///   call.
  private static func checkSharing(_ calls: [Call]) throws(ModelError) {
    var firstCalls: [ObjectIdentifier: Call] = [:]
    for call in calls {
      guard let first = firstCalls[ObjectIdentifier(call.layer)] else {
        firstCalls[ObjectIdentifier(call.layer)] = call
        continue
      }
      let shapes = [first, call].map { $0.layer.parameters(for: $0.inputShapes).map(\.shape) }
      guard shapes[0] == shapes[1] else {
        throw .shape(
          layer: call.name, expected: "that of its first call, \(first.inputShapes[0])",
          found: call.inputShapes[0])
      }
    }
  }
}

extension Graph {
  /// - Throws: `ModelError.invalidValue` for a layer of a program's own without operations, whose
  ///   output is its input's memory, but of another size.
  func checkOperations() throws(ModelError) {
    for call in calls where !(call.layer is any BuiltInLayer) {
      guard call.layer.operations(for: call.inputShapes).isEmpty,
        call.inputShapes.first?.elementCount != call.outputShape.elementCount
      else { continue }
      throw .invalidValue(
        of: "the output of layer \(call.name), which has no operations,",
        expected: "as many elements as its input has", found: "\(call.outputShape)")
    }
  }
}

extension Graph: CustomStringConvertible {
  /// A line that lists every layer call: it identifies a model apart from its weights.
  package var description: String {
    let layers = calls.map { call in
      "\(call.name) (\(call.layer.className)\(call.isTrainable ? "" : ", frozen")) "
        + "of \(call.inputs.map { calls[$0].name }) gives \(call.outputShape)"
    }
    return "\(calls.count) layers: " + layers.joined(separator: "; ")
  }
}
