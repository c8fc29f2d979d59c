public import Engine

/// What `compile` takes for an optimizer: an optimizer, or Keras's name of one.
public protocol OptimizerChoice: Sendable {
  /// The optimizer that is meant, with Keras's defaults where it is a name.
  ///
  /// - Throws: `ModelError.unsupported` for a name that is not known, with the names that are.
  func chosenOptimizer() throws(ModelError) -> any Optimizer
}
