extension JSON {
  /// A single-precision number, widened: the digits that Keras writes, and the same bits back.
  package static func exact(_ value: Float) -> JSON { .number(Double(value)) }

  /// The number as a `Float`, where this is a number.
  package var floatValue: Float? {
    switch self {
    case .integer(let value): Float(value)
    case .number(let value): Float(value)
    default: nil
    }
  }
}
