/// An argument of a layer, loss, optimizer or another part, as its configuration lists it.
///
/// It is independent of any file format: `KerasFormat` writes it as JSON. It can be written as a
/// literal, so a configuration reads `["axis": -1, "center": true]`.
public enum ConfigurationValue: Sendable {
  /// An argument that is not set.
  case null
  /// True or false.
  case bool(Bool)
  /// A whole number.
  case integer(Int)
  /// A number in double precision.
  case number(Double)
  /// A string.
  case string(String)
  /// Several values in order.
  case array([ConfigurationValue])
  /// Values by name.
  case object([String: ConfigurationValue])
  /// Another part with arguments of its own, such as a layer's initializer.
  case part(any Configurable & Sendable)

  /// A single-precision number, which files preserve bit for bit.
  public static func exact(_ value: Float) -> ConfigurationValue { .number(Double(value)) }

  /// Two whole numbers: a height and a width.
  package static func pair(_ values: (Int, Int)) -> ConfigurationValue {
    [.integer(values.0), .integer(values.1)]
  }
}

extension ConfigurationValue {
  /// - Throws: `ModelError.invalidValue` for a number that is not finite, under the name of the
  ///   argument that it stands in.
  func checkNumbers(
    _ argument: String = "a value", named name: (String) -> String
  ) throws(ModelError) {
    switch self {
    case .number(let number) where !number.isFinite:
      throw .invalidValue(of: name(argument), expected: "a finite number", found: "\(number)")
    case .array(let values):
      for value in values { try value.checkNumbers(argument, named: name) }
    case .object(let members):
      for (argument, value) in members.sorted(by: { $0.key < $1.key }) {
        try value.checkNumbers(argument, named: name)
      }
    case .part(let part): try part.checkConfiguration()
    case .null, .bool, .integer, .number, .string: break
    }
  }
}

extension ConfigurationValue: Equatable {
  /// Whether both are of the same kind and equal; two parts are equal if their classes and
  /// arguments are.
  public static func == (left: ConfigurationValue, right: ConfigurationValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let left), .bool(let right)): left == right
    case (.integer(let left), .integer(let right)): left == right
    case (.number(let left), .number(let right)): left == right
    case (.string(let left), .string(let right)): left == right
    case (.array(let left), .array(let right)): left == right
    case (.object(let left), .object(let right)): left == right
    case (.part(let left), .part(let right)):
      left.className == right.className && left.configuration == right.configuration
    default: false
    }
  }
}

extension ConfigurationValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// An argument that is not set.
  public init(nilLiteral: ()) { self = .null }
  /// True or false.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// A whole number.
  public init(integerLiteral value: Int) { self = .integer(value) }
  /// A number in double precision.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// Several values in order.
  public init(arrayLiteral elements: ConfigurationValue...) { self = .array(elements) }
  /// Values by name.
  ///
  /// - Precondition: No name occurs twice.
  public init(dictionaryLiteral elements: (String, ConfigurationValue)...) {
    self = .object(Dictionary(uniqueKeysWithValues: elements))
  }
}
