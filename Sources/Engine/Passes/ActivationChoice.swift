/// An activation function as a layer accepts it: an `ActivationFunction`, or Keras's name of one.
public protocol ActivationChoice: Sendable {}

extension ActivationFunction: ActivationChoice {}
