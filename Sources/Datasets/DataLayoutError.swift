/// An error in the layout of samples or labels, or of a view of them.
package enum DataLayoutError: Error, Equatable, Sendable, CustomStringConvertible {
  /// A size is negative, or 0 where values are divided into rows, or the shape's element count does
  /// not fit `Int`.
  case shape(found: [Int])
  /// There are fewer than 0 rows, or more than `Int32` can number.
  case count(found: Int)
  /// The number of values is not a multiple of the shape's element count.
  case valueCount(found: Int, shape: [Int])
  /// Two rows have different numbers of values.
  case rowLength(row: Int, found: Int, expected: Int)
  /// An array of rows is empty, so that the number of values in a row is unknown.
  case noRows
  /// The rows do not lie inside the storage.
  case outsideStorage(count: Int, shape: [Int], byteOffset: Int, byteCount: Int)
  /// A range does not lie inside `0..<count`.
  case range(lower: Int, upper: Int, count: Int)
  /// An index does not lie inside `0..<count`.
  case index(found: Int, count: Int)

  /// One line: what was found and what was expected.
  package var description: String {
    switch self {
    case .shape(let found):
      "found shape \(found); expected sizes above 0 whose product fits Int"
    case .count(let found):
      "found a count of \(found); expected 0 to \(Int32.max)"
    case .valueCount(let found, let shape):
      "found \(found) values; expected a multiple of \(shape.reduce(1, *)), the size of shape "
        + "\(shape)"
    case .rowLength(let row, let found, let expected):
      "row \(row): found \(found) values; expected \(expected) as in row 0"
    case .noRows:
      "found no rows; expected at least one, or a shape for none: (values: [], shape: [2])"
    case .outsideStorage(let count, let shape, let byteOffset, let byteCount):
      "found \(count) of shape \(shape) from byte \(byteOffset) on; expected them inside a storage "
        + "of \(byteCount) bytes"
    case .range(let lower, let upper, let count):
      "found the range from \(lower) to below \(upper); expected one inside 0..<\(count)"
    case .index(let found, let count):
      "found index \(found); expected one inside 0..<\(count)"
    }
  }
}
