extension JSON {
  /// Returns a single-precision number, widened: with the digits that Keras writes, and the same
  /// bits when read.
  package static func exact(_ value: Float) -> JSON { .number(Double(value)) }

  /// Returns a single-precision number with the fewest digits that tell it from others, as people
  /// write it: 0.01, not 0.009999999776482582.
  package static func shortest(_ value: Float) -> JSON {
    .number(Double("\(value)") ?? Double(value))
  }

  /// The number as a `Float`, or nil if this is not a number.
  package var floatValue: Float? {
    switch self {
    case .integer(let value): Float(value)
    case .number(let value): Float(value)
    default: nil
    }
  }
}
