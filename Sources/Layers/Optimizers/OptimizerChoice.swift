/// What `compile` takes for an optimizer: an `Optimizer`, or Keras's name of one.
public protocol OptimizerChoice: Sendable {}
