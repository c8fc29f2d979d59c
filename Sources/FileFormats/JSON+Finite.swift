extension JSON {
  /// The value with null in place of every number that JSON has no spelling for.
  package var finite: JSON {
    switch self {
    case .number(let value): value.isFinite ? self : .null
    case .array(let elements): .array(elements.map(\.finite))
    case .object(let members): .object(members.mapValues(\.finite))
    case .null, .bool, .integer, .string: self
    }
  }
}
