package import Engine

/// A copy of a model's variables and training progress.
package struct ModelState {
  /// The trainable variables, as the parameter space lays them out.
  package var weights: [Float]
  /// The non-trainable variables, as the variable space lays them out.
  package var variables: [Float]
  /// The optimizer's slots, contiguous, each as long as the parameter space; empty before the first
  /// update.
  package var slots: [Float] = []
  /// The number of updates since `compile`.
  package var iterations = 0
  /// The number of epochs begun since the model was created: part of the generator's counter.
  package var epochs = 0

  /// Creates the state of an untrained model.
  package init(weights: [Float], variables: [Float] = []) {
    self.weights = weights
    self.variables = variables
  }
}

extension Model {
  /// Returns a copy of the variables, and of the optimizer's slots where this process owns all of
  /// them.
  ///
  /// - Throws: `ModelError` naming the layer that does not support its input.
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

  /// Restores a copy of the state of a model with the same variables.
  ///
  /// - Throws: `ModelError` naming the layer that does not support its input.
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
  /// Calls `body` with the state's variables, read-only.
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
