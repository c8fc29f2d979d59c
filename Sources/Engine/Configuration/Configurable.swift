/// A part of a model or of its training that files name by a class and its arguments: a layer,
/// loss, metric, optimizer, initializer or schedule.
public protocol Configurable {
  /// The class's name in Keras; that of the Swift type unless the part says otherwise.
  var className: String { get }

  /// The arguments by Keras's names; none unless the part says otherwise, which is right for a part
  /// of one's own that no file names.
  var configuration: [String: ConfigurationValue] { get }
}

extension Configurable {
  /// The name of the Swift type, that of a generic one without its arguments.
  public var className: String { String(String(describing: type(of: self)).prefix { $0 != "<" }) }

  /// No arguments.
  public var configuration: [String: ConfigurationValue] { [:] }
}
