/// An initializer as a layer accepts it: an `Initializer`, or Keras's name of one.
public protocol InitializerChoice: Sendable {
  /// The initializer; for an unknown name, one with a `validate` that throws.
  var chosenInitializer: any Initializer { get }
}
