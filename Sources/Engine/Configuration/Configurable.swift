/// A part of a model or of its training that files describe by a class name and arguments: a layer,
/// loss, metric, optimizer, initializer or schedule.
public protocol Configurable {
  /// The class's name in Keras. The default is the name of the Swift type.
  var className: String { get }

  /// The arguments by Keras's names. The default is no arguments, which suits a custom part that no
  /// file refers to.
  var configuration: [String: ConfigurationValue] { get }
}

extension Configurable {
  /// The name of the Swift type, without generic arguments.
  public var className: String { String(String(describing: type(of: self)).prefix { $0 != "<" }) }

  /// An empty dictionary: the part has no arguments.
  public var configuration: [String: ConfigurationValue] { [:] }

  /// Checks that a file can hold the arguments: JSON has neither NaN nor infinity.
  ///
  /// - Throws: `ModelError.invalidValue` naming the argument and the part.
  package func checkConfiguration(of part: String? = nil) throws(ModelError) {
    let part = part ?? className
    try ConfigurationValue.object(configuration).checkNumbers { name in "\(name) of \(part)" }
  }
}
