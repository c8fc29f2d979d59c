/// Where each operation of a graph finds its operands.
struct ProgramLayout {
  let slots: [OperationSlot]
  let parameterSpace: ParameterSpace
  let outputShape: Shape
  let inputOffset: Int
  let outputOffset: Int
  let outputGradientOffset: Int
  let arenaCount: Int

  /// The memory of one tensor.
  private struct Place {
    var value: Int
    /// Nil where nothing upstream has parameters.
    var gradient: Int?
    /// Whether the next operation may overwrite it: nobody else reads it.
    var isOverwritable: Bool
  }

  init(_ graph: Graph, capacity: Int) throws(ModelError) {
    guard let input = graph.inputs.first, graph.inputs.count == 1,
      let output = graph.outputs.first, graph.outputs.count == 1
    else {
      throw .invalidValue(
        of: "the number of the model's inputs and outputs", expected: "one of each",
        found: "\(graph.inputs.count) and \(graph.outputs.count)")
    }
    let space = ParameterPlan(graph)
    var plan = ArenaPlan()
    var slots: [OperationSlot] = []
    var places: [Place] = []
    var useCounts = [Int](repeating: 0, count: graph.calls.count)
    var callCounts: [ObjectIdentifier: Int] = [:]
    for call in graph.calls {
      for place in call.inputs { useCounts[place] += 1 }
      callCounts[ObjectIdentifier(call.layer), default: 0] += 1
    }
    let scratchCount = graph.calls.flatMap { $0.layer.operations(for: $0.inputShapes) }
      .reduce(0) { max($0, $1.scratchCount(rows: capacity)) }
    let scratch = plan.reserve(scratchCount)

    for (number, call) in graph.calls.enumerated() {
      if call.inputs.isEmpty {
        let size = capacity * call.outputShape.elementCount
        // Without parameters nothing is differentiated, but the loss still writes a gradient.
        let gradient = space.space.count == 0 ? plan.reserve(size) : nil
        places.append(Place(value: plan.reserve(size), gradient: gradient, isOverwritable: true))
        continue
      }
      var operands = call.inputs.map { place in
        var operand = places[place]
        operand.isOverwritable = operand.isOverwritable && useCounts[place] == 1
        return operand
      }
      var parameters = space.offsets[number]
      for operation in call.layer.operations(for: call.inputShapes) {
        let isDifferentiable = !parameters.isEmpty || operands.contains { $0.gradient != nil }
        let isInPlace =
          operation.worksInPlace && operands.count == 1 && operands[0].isOverwritable
        let size = capacity * call.outputShape.elementCount
        var result =
          isInPlace
          ? operands[0]
          : Place(
            value: plan.reserve(size), gradient: isDifferentiable ? plan.reserve(size) : nil,
            isOverwritable: true)
        result.isOverwritable = !operation.backwardReadsOutput
        slots.append(
          OperationSlot(
            operation: operation, inputs: operands.map(\.value), output: result.value,
            inputGradients: operands.map(\.gradient), outputGradient: result.gradient ?? 0,
            parameters: parameters,
            sharesParameters: !parameters.isEmpty
              && callCounts[ObjectIdentifier(call.layer), default: 0] > 1,
            scratch: scratch, state: plan.reserve(operation.stateCount(rows: capacity)),
            layer: number))
        operands = [result]
        parameters = []
      }
      places.append(operands[0])
    }
    self.slots = slots
    parameterSpace = space.space
    outputShape = graph.calls[output].outputShape
    inputOffset = places[input].value
    outputOffset = places[output].value
    outputGradientOffset = places[output].gradient ?? 0
    arenaCount = plan.count
  }
}

/// The parameters of a graph's layers: those of a shared layer once.
struct ParameterPlan {
  let space: ParameterSpace
  /// For each call, where its layer's parameters start.
  let offsets: [[Int]]

  init(_ graph: Graph) {
    var specifications: [(name: String, specification: ParameterSpecification)] = []
    var places: [ObjectIdentifier: Range<Int>] = [:]
    for call in graph.calls where places[ObjectIdentifier(call.layer)] == nil {
      let start = specifications.count
      for specification in call.layer.parameters(for: call.inputShapes) {
        specifications.append(("\(call.name)/\(specification.name)", specification))
      }
      places[ObjectIdentifier(call.layer)] = start..<specifications.count
    }
    let space = ParameterSpace(specifications)
    self.space = space
    offsets = graph.calls.map { call in
      (places[ObjectIdentifier(call.layer)] ?? 0..<0).map {
        space.parameters[$0].range.lowerBound
      }
    }
  }
}
