/// A loss as `compile` accepts it: a `Loss`, or Keras's name of one.
public protocol LossChoice: Sendable {}
