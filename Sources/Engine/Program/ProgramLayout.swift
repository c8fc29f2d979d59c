/// The memory layout of a graph's operations.
struct ProgramLayout {
  let variables: VariablePlan
  /// The name of each call's layer, in model order.
  let layerNames: [String]
  /// The operations in the order of a forward pass.
  private(set) var slots: [OperationSlot] = []
  /// The offset of each input.
  private(set) var inputOffsets: [Int] = []
  /// The elements of one sample of each input.
  private(set) var inputSizes: [Int] = []
  /// The model's outputs.
  private(set) var outputs: [Output] = []
  var arenaCount: Int { plan.count }

  /// One of the model's outputs, with the offsets that a loss on it reads and writes.
  struct Output {
    let shape: Shape
    let offset: Int
    /// The operation that a loss from logits bypasses, as an index of `slots`.
    let activation: Int?
    /// The offsets of the loss's input and of its gradient.
    let predictions: Int
    var gradient: Int
    /// The addition of the gradient, where the tensor has other readers.
    var addition: GradientAddition?
  }

  /// The memory of one tensor.
  private struct Tensor {
    var value: Int
    /// The elements of one sample.
    var size: Int
    /// Nil where nothing upstream has parameters.
    var gradient: Int?
    /// Whether the next operation may overwrite it: nothing else reads it.
    var isOverwritable: Bool
    /// The operation that computes it.
    var slot: Int?
  }

  private var plan = ArenaPlan()
  private let capacity: Int

  /// Lays out a graph for passes of up to `capacity` rows.
  ///
  /// `logitActivations` has, for each output, the activation that its loss bypasses where the
  /// output ends in it. With `fuses` operations are fused where that is faster.
  init(
    _ graph: Graph, logitActivations: [ActivationFunction?], capacity: Int, fuses: Bool = true
  ) {
    variables = VariablePlan(graph)
    layerNames = graph.calls.map(\.name)
    self.capacity = capacity
    let tensors = layCalls(of: graph, fuses: fuses)
    inputOffsets = graph.inputs.map { tensors[$0].value }
    inputSizes = graph.inputs.map { tensors[$0].size }
    let useCounts = graph.useCounts
    for (call, wanted) in zip(graph.outputs, logitActivations) {
      let shape = graph.calls[call].outputShape
      let tensor = tensors[call]
      // An activation with other readers of its output must run.
      let activation = tensor.slot.flatMap { slot in
        wanted != nil && slots[slot].builtIn?.activation == wanted && useCounts[call] == 1
          ? slot : nil
      }
      // Without parameters upstream nothing reads the gradient, but the loss still writes it.
      let gradient = activation.flatMap { slots[$0].inputGradients[0] } ?? tensor.gradient
      outputs.append(
        Output(
          shape: shape, offset: tensor.value, activation: activation,
          predictions: activation.map { slots[$0].inputs[0] } ?? tensor.value,
          gradient: gradient ?? plan.reserve(capacity * shape.elementCount)))
    }
    addUpGradients(graph)
  }

  /// - Throws: `ModelError` naming the largest layer where the machine has not the memory.
  func checkMemory() throws(ModelError) {
    guard let largest = slots.max(by: { $0.outputSize < $1.outputSize }) else { return }
    try SizeLimit.check(
      floats: arenaCount, of: "the memory for \(capacity) samples in a model with",
      layer: layerNames[largest.layer])
  }

  /// Lays out every call's operations and returns each call's result.
  private mutating func layCalls(of graph: Graph, fuses: Bool) -> [Tensor] {
    let useCounts = graph.useCounts
    var callCounts: [ObjectIdentifier: Int] = [:]
    for call in graph.calls { callCounts[ObjectIdentifier(call.layer), default: 0] += 1 }
    let work = FusedCalls(graph, fuses: fuses)
    let scratch = plan.reserve(
      work.operations.joined().reduce(0) { max($0, $1.scratchCount(rows: capacity)) })

    var tensors: [Tensor] = []
    for (number, call) in graph.calls.enumerated() {
      if call.inputs.isEmpty {
        let size = call.outputShape.elementCount
        tensors.append(
          Tensor(value: plan.reserve(capacity * size), size: size, isOverwritable: true))
        continue
      }
      var operands = call.inputs.map { input in
        var operand = tensors[input]
        operand.isOverwritable = operand.isOverwritable && useCounts[input] == 1
        return operand
      }
      var parameters = call.isTrainable ? variables.parameterOffsets[number] : []
      var frozen = call.isTrainable ? nil : frozenParameters(of: call, number)
      var others = variables.variableOffsets[number]
      let isShared = callCounts[ObjectIdentifier(call.layer), default: 0] > 1
      let size = work.outputShapes[number].elementCount
      for operation in work.operations[number] {
        var result = result(
          of: operation, on: operands, hasParameters: !parameters.isEmpty, size: size)
        result.slot = slots.count
        slots.append(
          OperationSlot(
            operation: operation, builtIn: operation as? any BuiltInOperation,
            inputs: operands.map(\.value), output: result.value,
            inputGradients: operands.map(\.gradient), outputGradient: result.gradient,
            parameters: parameters, frozen: frozen, variables: others,
            sharesParameters: !parameters.isEmpty && isShared, scratch: scratch,
            state: plan.reserve(operation.stateCount(rows: capacity)), layer: number,
            inputSizes: operands.map(\.size), outputSize: size))
        operands = [result]
        parameters = []
        frozen = nil
        others = []
      }
      // A reshape hides the activation from the loss, as in Keras.
      if slots.last?.layer != number { operands[0].slot = nil }
      tensors.append(operands[0])
    }
    return tensors
  }

  /// Returns the parameters of a call of a frozen layer; nil where it has none.
  private mutating func frozenParameters(of call: Graph.Call, _ number: Int) -> FrozenParameters? {
    let offsets = variables.parameterOffsets[number]
    guard !offsets.isEmpty else { return nil }
    let sizes = call.layer.parameters(for: call.inputShapes).filter(\.isTrainable).map {
      $0.shape.reduce(1, *)
    }
    return FrozenParameters(offsets: offsets, discarded: sizes.map { plan.reserve($0) })
  }

  /// Returns the tensor of an operation's result, of `size` elements per sample.
  private mutating func result(
    of operation: any Operation, on operands: [Tensor], hasParameters: Bool, size: Int
  ) -> Tensor {
    let isDifferentiable = hasParameters || operands.contains { $0.gradient != nil }
    let isInPlace =
      operation.worksInPlace && operands.count == 1 && operands[0].isOverwritable
    var result =
      isInPlace
      ? operands[0]
      : Tensor(
        value: plan.reserve(capacity * size), size: size,
        gradient: isDifferentiable ? plan.reserve(capacity * size) : nil, isOverwritable: true)
    // The loss writes the output's gradient even where the input's is not needed.
    if isDifferentiable, result.gradient == nil {
      result.gradient = plan.reserve(capacity * size)
    }
    result.isOverwritable = !operation.backwardReadsOutput
    return result
  }

  /// Gives every reader of a tensor, except the first that runs backward, separate memory for the
  /// tensor's gradient, to be added to the first one's.
  ///
  /// Losses run before all operations, in the order of the outputs; operations from the last one
  /// on.
  private mutating func addUpGradients(_ graph: Graph) {
    var written: Set<Int> = []
    func addition(_ target: Int, _ size: Int, _ plan: inout ArenaPlan) -> GradientAddition? {
      guard !written.insert(target).inserted else { return nil }
      return GradientAddition(
        source: plan.reserve(capacity * size), target: target, size: size)
    }
    for output in outputs.indices {
      let size = outputs[output].shape.elementCount
      guard let addition = addition(outputs[output].gradient, size, &plan) else { continue }
      outputs[output].gradient = addition.source
      outputs[output].addition = addition
    }
    let bypassed = Set(outputs.compactMap(\.activation))
    for slot in slots.indices.reversed() where !bypassed.contains(slot) {
      let shapes = graph.calls[slots[slot].layer].inputShapes
      for input in slots[slot].inputGradients.indices {
        // In place there is one gradient, and one reader.
        guard let target = slots[slot].inputGradients[input],
          target != slots[slot].outputGradient
        else { continue }
        let size = input < shapes.count ? shapes[input].elementCount : 0
        guard let addition = addition(target, size, &plan) else { continue }
        slots[slot].inputGradients[input] = addition.source
        slots[slot].additions.append(addition)
      }
    }
  }
}

extension ProgramLayout {
  /// For each slot, the offset in the parameter space from which on all gradients are complete once
  /// a backward pass has run the slots from the last one to it.
  ///
  /// Gradients that several calls share are complete only after the pass.
  var completeOffsets: [Int] {
    var ends: [Int: Int] = [:]
    for parameter in variables.parameterSpace.parameters {
      ends[parameter.range.lowerBound] = parameter.range.upperBound
    }
    func end(of slot: OperationSlot) -> Int { slot.parameters.compactMap { ends[$0] }.max() ?? 0 }
    var offset = slots.filter(\.sharesParameters).map(end).max() ?? 0
    return slots.map { slot in
      defer { offset = max(offset, end(of: slot)) }
      return offset
    }
  }
}
