/// What a layer takes for an initializer: an initializer, or Keras's name of one.
public protocol InitializerChoice: Sendable {
  /// The initializer that is meant; for a name that is not known one whose `validate` says so.
  var chosenInitializer: any Initializer { get }
}
