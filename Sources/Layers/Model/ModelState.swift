package import Engine

/// A model's weights and how far its training has come.
package struct ModelState {
  /// The whole parameter space.
  package var weights: [Float]
  /// What no gradient changes, as the variable space lays it out.
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

  mutating func resetOptimizer() {
    slots = []
    iterations = 0
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
