/// A budget of the memory of parsed values.
///
/// The charges, in bytes, are upper bounds of the memory of Swift's collections at their peak, when
/// a full one is copied to twice its capacity.
struct JSONBudget {
  /// An array's own storage.
  static let array = 48
  /// An element of an array: three times its size.
  static let element = 3 * MemoryLayout<JSON>.stride
  /// A dictionary's own storage.
  static let object = 96
  /// A member of an object: four buckets, since a resized dictionary is three eighths full and the
  /// old one exists until it is copied.
  static let member = 4 * (MemoryLayout<String>.stride + MemoryLayout<JSON>.stride)
  /// A string's own storage.
  static let string = 48
  /// The memory of a string under construction, relative to its text.
  static let growing = 3

  /// A combining mark, which takes no more memory than other text, but twenty times as long.
  static let mark = 64

  /// The total number of bytes.
  let limit: Int
  private var rest: Int

  /// Creates a budget of a number of bytes.
  init(_ limit: Int) {
    self.limit = limit
    rest = limit
  }

  /// Takes a number of bytes, or returns false if the budget is exceeded.
  mutating func take(_ byteCount: Int) -> Bool {
    rest -= byteCount
    return rest >= 0
  }
}
