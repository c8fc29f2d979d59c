package import Engine

/// A copy of a model's variables, and of how far its training has come.
package struct ModelState {
  /// The trainable variables, as the parameter space lays them out.
  package var weights: [Float]
  /// The non-trainable variables, as the variable space lays them out.
  package var variables: [Float]
  /// The optimizer's slots one after the other, each as long as the parameter space, or empty
  /// before the first update.
  package var slots: [Float] = []
  /// The updates made since `compile`.
  package var iterations = 0
  /// The epochs begun since the model was made, in the generator's counter.
  package var epochs = 0

  /// The state of a model that was never trained.
  package init(weights: [Float], variables: [Float] = []) {
    self.weights = weights
    self.variables = variables
  }
}

extension Model {
  /// A copy of the variables, and of the optimizer's slots where this process owns all of them.
  ///
  /// - Throws: `ModelError` naming the layer that does not fit.
  package func currentState() throws(ModelError) -> ModelState {
    let plan = try variablePlan()
    var state = ModelState(
      weights: [Float](repeating: 0, count: plan.parameterSpace.count),
      variables: [Float](repeating: 0, count: plan.variableSpace.count))
    for entry in plan.entries {
      let range = entry.parameter.range
      if entry.isTrainable {
        state.weights.replaceSubrange(range, with: entry.values)
      } else {
        state.variables.replaceSubrange(range, with: entry.values)
      }
    }
    state.slots = optimizerState?.whole ?? []
    state.iterations = iterations
    state.epochs = epochs
    return state
  }

  /// Takes over a copy of a model of the same variables.
  ///
  /// - Throws: `ModelError` naming the layer that does not fit.
  package func restore(_ state: ModelState) throws(ModelError) {
    let plan = try variablePlan()
    for entry in plan.entries {
      let vector = entry.isTrainable ? state.weights : state.variables
      entry.setValues(Array(vector[entry.parameter.range]))
    }
    iterations = state.iterations
    epochs = state.epochs
    optimizerState =
      state.slots.isEmpty ? nil : OptimizerState(whole: state.slots, of: plan.parameterSpace)
  }
}

extension ModelState {
  /// Calls `body` with the state's numbers, which it may read.
  package func withVariables<Result>(
    _ body: (ModelVariables) throws -> Result
  ) rethrows -> Result {
    // At least one element each, so that there is an address; inference changes none of them.
    var weights = weights.isEmpty ? [0] : weights
    var others = variables.isEmpty ? [0] : variables
    return try unsafe weights.withUnsafeMutableBufferPointer { weights in
      try unsafe others.withUnsafeMutableBufferPointer { others in
        guard let first = weights.baseAddress, let second = others.baseAddress else {
          preconditionFailure("variables without an address")
        }
        return try unsafe body(
          ModelVariables(weights: UnsafePointer(first), others: second))
      }
    }
  }
}
