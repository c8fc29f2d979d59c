/// An initializer as a layer accepts it: an `Initializer`, or Keras's name of one.
public protocol InitializerChoice: Sendable {}
