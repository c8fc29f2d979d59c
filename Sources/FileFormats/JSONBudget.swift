/// Counts the memory that parsed values take, and says when it is used up.
///
/// The charges, in bytes, are upper bounds on what Swift's collections take at the worst moment,
/// when one that is full is copied to twice its room.
struct JSONBudget {
  /// An array's own storage.
  static let array = 48
  /// An element of an array: three times its size.
  static let element = 3 * MemoryLayout<JSON>.stride
  /// A dictionary's own storage.
  static let object = 96
  /// A member of an object: four buckets, since a fresh dictionary is three eighths full and the
  /// one it replaces lives until it is copied.
  static let member = 4 * (MemoryLayout<String>.stride + MemoryLayout<JSON>.stride)
  /// A string's own storage.
  static let string = 48
  /// How many times its text a string takes while it is put together.
  static let growing = 3

  /// A combining mark, which takes no more memory than other text, but twenty times its time.
  static let mark = 64

  /// The most bytes that may be taken in all.
  let limit: Int
  private var rest: Int

  /// Creates a budget of so many bytes.
  init(_ limit: Int) {
    self.limit = limit
    rest = limit
  }

  /// Takes so many bytes, or returns false if there are not as many left.
  mutating func take(_ byteCount: Int) -> Bool {
    rest -= byteCount
    return rest >= 0
  }
}
