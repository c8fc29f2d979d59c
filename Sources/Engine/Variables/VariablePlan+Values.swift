extension VariablePlan.Entry {
  /// The variable's values, row-major.
  package var values: [Float] { state[index] }

  /// Whether the variable is a parameter, frozen or not, rather than a statistic.
  package var isRequired: Bool { state.specifications[index].isTrainable }

  /// Sets the values of the variable; the count must not change.
  package func setValues(_ values: [Float]) { state[index] = values }
}

extension VariablePlan {
  /// Returns the space that one of a plan's variables is in, and its memory.
  private func memory(
    of entry: Entry, _ weights: VariableMemory, _ others: VariableMemory
  ) -> VariableMemory { entry.isTrainable ? weights : others }

  /// Copies the trainable variables to memory of the parameter space's size; the gaps are not
  /// written.
  package func copyWeights(to target: UnsafeMutablePointer<Float>) {
    for entry in entries where entry.isTrainable {
      unsafe entry.state.copy(entry.index, to: target + entry.parameter.range.lowerBound)
    }
  }

  /// Copies the non-trainable variables to memory of the variable space's size.
  package func copyOthers(to target: UnsafeMutablePointer<Float>) {
    for entry in entries where !entry.isTrainable {
      unsafe entry.state.copy(entry.index, to: target + entry.parameter.range.lowerBound)
    }
  }

  /// Makes the layers refer to memory that holds their values.
  package func refer(to weights: VariableMemory, _ others: VariableMemory) {
    for entry in entries {
      entry.state.refer(
        entry.index, to: memory(of: entry, weights, others),
        offset: entry.parameter.range.lowerBound)
    }
  }

  /// The memory that holds all values as the two spaces lay them out; nil where they are elsewhere,
  /// as before the first run, or after one of another model with some of the layers.
  package var commonMemory: (weights: VariableMemory?, others: VariableMemory?)? {
    var found: (weights: VariableMemory?, others: VariableMemory?) = (nil, nil)
    for entry in entries {
      guard
        let memory = entry.state.memory(of: entry.index, at: entry.parameter.range.lowerBound),
        memory.count == (entry.isTrainable ? parameterSpace : variableSpace).count
      else { return nil }
      if entry.isTrainable {
        guard found.weights == nil || found.weights === memory else { return nil }
        found.weights = memory
      } else {
        guard found.others == nil || found.others === memory else { return nil }
        found.others = memory
      }
    }
    return found
  }

  /// Returns all values as the two spaces lay them out: where they are, or a copy.
  package func memory() -> (weights: VariableMemory, others: VariableMemory) {
    let common = commonMemory
    let weights = common?.weights ?? VariableMemory(count: parameterSpace.count)
    let others = common?.others ?? VariableMemory(count: variableSpace.count)
    if common == nil {
      unsafe copyWeights(to: weights.base)
      unsafe copyOthers(to: others.base)
    }
    return (weights, others)
  }

  /// Calls `body` with all values as the two spaces lay them out: where they are, or a copy.
  package func withVariables<Result>(
    _ body: (ModelVariables) throws -> Result
  ) rethrows -> Result {
    let (weights, others) = memory()
    return try withExtendedLifetime((weights, others)) {
      try unsafe body(ModelVariables(weights: UnsafePointer(weights.base), others: others.base))
    }
  }
}

extension Graph {
  /// Creates the variables of the layers that have none yet.
  ///
  /// The initial values are a function of the seed and of the variables' order in this graph,
  /// whether layers are frozen or not.
  ///
  /// - Throws: `ModelError.shape` for a layer with variables that another model created for other
  ///   input shapes, and `ModelError.invalidValue` for a layer that does not store its state.
  package func build(seed: UInt64) throws(ModelError) {
    for call in calls {
      let specifications = call.layer.parameters(for: call.inputShapes)
      guard !specifications.isEmpty else { continue }
      guard call.layer.state === call.layer.state else {
        throw .invalidValue(
          of: "state of layer \(call.name)", expected: "stored: let state = LayerState()",
          found: "another one at each access")
      }
      guard call.layer.state.isBuilt else { continue }
      guard call.layer.state.specifications.map(\.shape) == specifications.map(\.shape) else {
        throw .invalidValue(
          of: "the shapes of the variables of layer \(call.name)",
          expected: "those for its input, \(specifications.map(\.shape))",
          found: "those that another model made, \(call.layer.state.specifications.map(\.shape))")
      }
    }
    guard calls.contains(where: { !$0.layer.state.isBuilt && $0.hasVariables }) else { return }
    let plan = VariablePlan(self, freezing: false)
    let weights = plan.parameterSpace.initialWeights(seed: seed)
    let others = plan.variableSpace.initialWeights(seed: seed)
    var groups: [(state: LayerState, values: [[Float]])] = []
    for entry in plan.entries where !entry.state.isBuilt {
      let values = Array((entry.isTrainable ? weights : others)[entry.parameter.range])
      if groups.last?.state === entry.state {
        groups[groups.count - 1].values.append(values)
      } else {
        groups.append((entry.state, [values]))
      }
    }
    for group in groups {
      guard let call = calls.first(where: { $0.layer.state === group.state }) else { continue }
      group.state.build(call.layer.parameters(for: call.inputShapes), values: group.values)
    }
  }
}

extension Graph.Call {
  fileprivate var hasVariables: Bool { !layer.parameters(for: inputShapes).isEmpty }
}
